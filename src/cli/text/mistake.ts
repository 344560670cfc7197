import type { TestSet } from '../../dataset/dataset.js';
import type { OutputName } from '../../network/outputs.js';
import type { Evaluation } from '../../training/evaluation/evaluation.js';
import { fraction } from './numbers.js';
import { INDENT, type PictureStyle, pictureText } from './picture.js';

/** The misread image with the largest output; nothing without a terminal, or without a mistake. */
export function mistakeText(
  evaluation: Evaluation,
  { test, columns }: TestSet,
  name: OutputName,
  style: PictureStyle,
): string {
  const n = worstMistake(evaluation);
  if (style.colours === undefined || n === undefined) return '';
  const { predicted, labels } = evaluation;
  const size = test.images.length / test.count;
  const picture = pictureText(test.images.subarray(n * size, (n + 1) * size), columns, style);
  const output = (k: number) => fraction(evaluation.probabilities[n * classCount(evaluation) + k]);
  return (
    `\nworst mistake: test image ${n} is ${labels[n]} (${name} ${output(labels[n])}), ` +
    `read as ${predicted[n]} (${output(predicted[n])})\n\n${picture.replace(/^(?=.)/gm, ' '.repeat(INDENT))}`
  );
}

function worstMistake(evaluation: Evaluation): number | undefined {
  const { predicted, labels, probabilities } = evaluation;
  let worst: number | undefined;
  let largest = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < labels.length; n++) {
    const output = probabilities[n * classCount(evaluation) + predicted[n]];
    if (predicted[n] === labels[n] || output <= largest) continue;
    worst = n;
    largest = output;
  }
  return worst;
}

function classCount({ labels, probabilities }: Evaluation): number {
  return probabilities.length / labels.length;
}

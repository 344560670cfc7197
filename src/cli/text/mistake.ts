import type { TestSet } from '../../dataset/dataset.js';
import type { Evaluation } from '../../training/evaluation/evaluation.js';
import { fraction } from './numbers.js';
import { INDENT, type PictureStyle, pictureText } from './picture.js';

/** The misread image of which the net was surest; nothing without a terminal, or without a mistake. */
export function mistakeText(evaluation: Evaluation, { test, columns }: TestSet, style: PictureStyle): string {
  const n = surestMistake(evaluation);
  if (style.colours === undefined || n === undefined) return '';
  const { predicted, labels } = evaluation;
  const size = test.images.length / test.count;
  const picture = pictureText(test.images.subarray(n * size, (n + 1) * size), columns, style);
  const probability = (k: number) => fraction(evaluation.probabilities[n * classCount(evaluation) + k]);
  return (
    `\nworst mistake: test image ${n} is ${labels[n]} (probability ${probability(labels[n])}), ` +
    `read as ${predicted[n]} (${probability(predicted[n])})\n\n${picture.replace(/^(?=.)/gm, ' '.repeat(INDENT))}`
  );
}

function surestMistake(evaluation: Evaluation): number | undefined {
  const { predicted, labels, probabilities } = evaluation;
  let surest: number | undefined;
  let most = 0;
  for (let n = 0; n < labels.length; n++) {
    const probability = probabilities[n * classCount(evaluation) + predicted[n]];
    if (predicted[n] === labels[n] || probability <= most) continue;
    surest = n;
    most = probability;
  }
  return surest;
}

function classCount({ labels, probabilities }: Evaluation): number {
  return probabilities.length / labels.length;
}

import type { TestSet } from '../../dataset/dataset.js';
import { printable } from '../../documents/problem.js';
import type { OutputName } from '../../network/outputs.js';
import type { Evaluation } from '../../training/evaluation/evaluation.js';
import { fraction } from './numbers.js';
import { INDENT, type PictureStyle, pictureText } from './picture.js';

/** Shows the misclassified image with the largest output; empty without a terminal, or without mistakes. */
export function mistakeText(
  evaluation: Evaluation,
  { test, columns, classNames }: TestSet,
  name: OutputName,
  style: PictureStyle,
): string {
  const n = worstMistake(evaluation);
  if (style.colours === undefined || n === undefined) return '';
  const { predicted, labels, probabilities } = evaluation;
  const classes = probabilities.length / labels.length;
  const size = test.images.length / test.count;
  const picture = pictureText(test.images.subarray(n * size, (n + 1) * size), columns, style);
  const output = (k: number) => fraction(probabilities[n * classes + k]);
  const called = (k: number) => printable(classNames?.[k] ?? String(k));
  return (
    `\nworst mistake: test image ${n} is ${called(labels[n])} (${name} ${output(labels[n])}), ` +
    `read as ${called(predicted[n])} (${output(predicted[n])})\n\n${picture.replace(/^(?=.)/gm, ' '.repeat(INDENT))}`
  );
}

function worstMistake({ predicted, labels, probabilities }: Evaluation): number | undefined {
  const classes = probabilities.length / labels.length;
  const output = (n: number) => probabilities[n * classes + predicted[n]];
  const mistakes = Array.from(labels.keys()).filter((n) => predicted[n] !== labels[n]);
  return mistakes.sort((a, b) => output(b) - output(a))[0];
}

import { printable } from '../../documents/problem.js';
import type { Model } from '../../network/model-json.js';
import type { Metrics } from '../../training/evaluation/metrics.js';
import { count, fraction, loss } from './numbers.js';
import { table } from './table.js';
import { viewText } from './view.js';

const WIDTH = 80;
/** With more classes than this, only the weakest ones are listed. */
const MOST_ROWS = 20;
const WEAKEST = 10;
/** Number of confused pairs to list; twice as many with more than MOST_ROWS classes. */
const MOST_CONFUSED = 5;

/** The result of `mnist-eval` as text, within 80 columns. */
export function evaluationText(path: string, model: Model, dataset: string, result: Metrics): string {
  const { accuracy, interval, correct } = result;
  const { input, hidden, output, activation } = model.architecture;
  const wrong = result.count - correct;
  const view = model.view ? `, view ${viewText(model.view)}` : '';
  return [
    `${path}: ${[input, ...hidden, output].join('-')}${hidden.length > 0 ? ` ${activation}` : ''}, ${model.precision}${view}\n` +
      `${dataset}, ${count(result.count)} test images: ${count(correct)} right, ${count(wrong)} wrong\n`,
    `accuracy ${fraction(accuracy)}  (95 % interval ${fraction(interval[0])} to ${fraction(interval[1])})\n` +
      `loss     ${loss(result.loss)}\n`,
    classTables(result, model.classes),
  ].join('\n');
}

/** Precision and recall of each class, the confusion matrix, and the most confused pairs. names: of the classes. */
export function classTables(result: Metrics, names: readonly string[]): string {
  const shown = names.map(printable);
  return [perClass(result, shown), confusionMatrix(result, shown), mostConfused(result, shown)].join('\n');
}

function perClass({ perClass }: Metrics, names: readonly string[]): string {
  const isLong = perClass.length > MOST_ROWS;
  const shown = (x: number | null) => (x === null ? '–' : fraction(x));
  const rows = table([
    ['class', 'images', 'precision', 'recall', 'F1'],
    ...(isLong ? weakest(perClass) : perClass).map((k) => [
      names[k.class],
      count(k.count),
      shown(k.precision),
      shown(k.recall),
      shown(k.f1),
    ]),
  ]);
  return isLong ? `the ${WEAKEST} weakest of ${perClass.length} classes; --json has all of them\n${rows}` : rows;
}

function weakest(classes: Metrics['perClass']): Metrics['perClass'] {
  const present = classes.filter(({ count }) => count > 0);
  return present.sort((a, b) => Number(a.f1) - Number(b.f1)).slice(0, WEAKEST);
}

function confusionMatrix({ confusion }: Metrics, names: readonly string[]): string {
  const rows = [
    ['', ...names],
    ...confusion.map((row, k) => [names[k], ...row.map((n) => (n === 0 ? '·' : String(n)))]),
  ];
  const whole = table(rows, '  ', Number.POSITIVE_INFINITY);
  if (whole.split('\n').some((line) => line.length > WIDTH)) {
    return `the confusion matrix of ${confusion.length} classes is wider than ${WIDTH} columns; --json has it\n`;
  }
  return `true class (row) and predicted class (column)\n${table(rows)}`;
}

/** The most confused pairs of classes. names: of the classes, by default their numbers. */
export function mostConfused({ confused, perClass }: Metrics, names: readonly string[] = []): string {
  if (confused.length === 0) return 'no image was misclassified\n';
  const pairs = confused.slice(0, perClass.length > MOST_ROWS ? 2 * MOST_CONFUSED : MOST_CONFUSED);
  const name = (k: number) => names[k] ?? String(k);
  const rows = pairs.map((pair) => [`${name(pair.actual)} read as ${name(pair.predicted)}`, `${count(pair.count)}×`]);
  return `most confused\n${table(rows)}`;
}

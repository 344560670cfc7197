import type { Model } from '../../network/model-json.js';
import type { Metrics } from '../../training/evaluation/metrics.js';
import { count, fraction, loss } from './numbers.js';
import { table } from './table.js';

const MOST_CONFUSED = 5;

/** The result of `mnist-eval` as a person reads it, within 80 columns. */
export function evaluationText(path: string, model: Model, dataset: string, result: Metrics): string {
  const { accuracy, interval, correct } = result;
  const { input, hidden, output, activation } = model.architecture;
  const wrong = result.count - correct;
  return [
    `${path}: ${[input, ...hidden, output].join('-')}${hidden.length > 0 ? ` ${activation}` : ''}, ${model.precision}\n` +
      `${dataset}, ${count(result.count)} test images: ${count(correct)} right, ${count(wrong)} wrong\n`,
    `accuracy ${fraction(accuracy)}  (95 % interval ${fraction(interval[0])} to ${fraction(interval[1])})\n` +
      `loss     ${loss(result.loss)}\n`,
    perClass(result),
    `what it is (row) and what the net says (column)\n${confusionMatrix(result)}`,
    mostConfused(result),
  ].join('\n');
}

function perClass({ perClass }: Metrics): string {
  const shown = (x: number | null) => (x === null ? '–' : fraction(x));
  return table([
    ['class', 'images', 'precision', 'recall', 'F1'],
    ...perClass.map((k) => [String(k.class), count(k.count), shown(k.precision), shown(k.recall), shown(k.f1)]),
  ]);
}

function confusionMatrix({ confusion }: Metrics): string {
  return table([
    ['', ...confusion.map((_, k) => String(k))],
    ...confusion.map((row, k) => [String(k), ...row.map((n) => (n === 0 ? '·' : String(n)))]),
  ]);
}

/** The pairs of classes taken for each other most often. */
export function mostConfused({ confused }: Metrics): string {
  if (confused.length === 0) return 'nothing was confused\n';
  const pairs = confused.slice(0, MOST_CONFUSED);
  const rows = pairs.map((pair) => [`${pair.actual} read as ${pair.predicted}`, `${count(pair.count)}×`]);
  return `most confused\n${table(rows)}`;
}

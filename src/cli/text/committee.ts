import type { Metrics } from '../../training/evaluation/metrics.js';
import { spreadOf } from '../../training/evaluation/spread.js';
import { mostConfused } from './evaluation.js';
import { count, fraction, loss } from './numbers.js';
import { table } from './table.js';

/** The result of a committee, or of one model on distorted copies, as text. */
export function committeeText(
  members: readonly { readonly model: string; readonly accuracy: number }[],
  dataset: string,
  copies: number,
  result: Metrics,
): string {
  const { mean, standardDeviation } = spreadOf(members.map(({ accuracy }) => accuracy));
  const deviation = standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)}`;
  const looks = copies === 0 ? '' : `, ${count(copies)} distorted copies of each`;
  const who = members.length === 1 ? 'one model' : `a committee of ${members.length}`;
  return [
    `${who}: ${dataset}, ${count(result.count)} test images${looks}\n\n`,
    table(members.map(({ model, accuracy }) => [model, fraction(accuracy)])),
    members.length === 1 ? '' : `  alone: mean ${fraction(mean)}${deviation} (standard deviation)\n`,
    `\naccuracy ${fraction(result.accuracy)}  (95 % interval ${fraction(result.interval[0])} to ${fraction(result.interval[1])})`,
    `: ${count(result.correct)} right, ${count(result.count - result.correct)} wrong\n`,
    `loss     ${loss(result.loss)}\n\n`,
    mostConfused(result),
  ].join('');
}

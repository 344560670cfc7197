import type { PairedComparison } from '../../training/evaluation/paired.js';
import { count, fraction } from './numbers.js';
import { table } from './table.js';

/** Significance level of the verdict; the interval uses it too. */
const LEVEL = 0.05;

/** The comparison of two models as text. names: of the first and the second model. */
export function againstText(names: readonly [string, string], dataset: string, result: PairedComparison): string {
  const { bothRight, onlyFirst, onlySecond, bothWrong, difference, interval } = result;
  const accuracy = (only: number) => fraction((bothRight + only) / result.count);
  return [
    `${dataset}, the same ${count(result.count)} test images\n`,
    table([
      [`A: ${names[0]}`, accuracy(onlyFirst)],
      [`B: ${names[1]}`, accuracy(onlySecond)],
    ]),
    '\n',
    table([
      ['', 'B right', 'B wrong'],
      ['A right', count(bothRight), count(onlyFirst)],
      ['A wrong', count(onlySecond), count(bothWrong)],
    ]),
    `\nA − B  ${signed(difference)}  (95 % interval ${signed(interval[0])} to ${signed(interval[1])}, Tango’s score)\n`,
    `p      ${probability(result.p)}  (McNemar, exact, two-sided: ${count(onlyFirst)} against ${count(onlySecond)} images)\n\n`,
    `${verdict(result)}\n`,
  ].join('');
}

function verdict({ count: images, onlyFirst, onlySecond, interval, p }: PairedComparison): string {
  const none = `No significant difference on ${count(images)} images`;
  if (onlyFirst + onlySecond === 0) return `${none}: both get the same images right.`;
  const chance = `Equal models differ at least this much on ${shareOfTestSets(p)} such test sets.`;
  if (p >= LEVEL && interval[0] <= 0 && interval[1] >= 0) return `${none}.\n${chance}`;
  const better = onlyFirst > onlySecond ? 'A' : 'B';
  if (p < LEVEL) return `${better} is better.\n${chance}`;
  return `${better} may be better: the interval excludes 0, but p is above ${LEVEL}.\n${chance}`;
}

function signed(x: number): string {
  return `${x < 0 ? '−' : '+'}${fraction(Math.abs(x))}`;
}

/** The smallest normal float64; a smaller p has lost digits, or is 0. */
const LEAST = 2.3e-308;

function probability(p: number): string {
  if (p < LEAST) return 'below 1e-307';
  return p < 0.001 ? p.toExponential(1) : fraction(p);
}

function shareOfTestSets(p: number): string {
  if (p < 0.0001) return 'fewer than 1 in 10,000';
  return `${Number((100 * p).toPrecision(2))} % of`;
}

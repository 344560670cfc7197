import type { Evaluation } from './evaluation.js';

/** Two classifiers on the same images: how many are right in both, in one alone, in neither. */
interface PairedCounts {
  readonly bothRight: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
}

export interface PairedComparison extends PairedCounts {
  readonly count: number;
  /** Accuracy of the first less that of the second. */
  readonly difference: number;
  /** Tango's score interval of the difference at 95 %. */
  readonly interval: readonly [low: number, high: number];
  /** McNemar's exact test, two-sided. */
  readonly p: number;
}

type Answers = Pick<Evaluation, 'predicted' | 'labels'>;

/** Compares what two nets say about the same images, in the same order. */
export function comparePaired(first: Answers, second: Answers): PairedComparison {
  const count = first.labels.length;
  const counts = { bothWrong: 0, onlySecond: 0, onlyFirst: 0, bothRight: 0 };
  const cells = ['bothWrong', 'onlySecond', 'onlyFirst', 'bothRight'] as const;
  const isRight = ({ predicted, labels }: Answers, n: number) => Number(predicted[n] === labels[n]);
  for (let n = 0; n < count; n++) counts[cells[2 * isRight(first, n) + isRight(second, n)]]++;
  const { onlyFirst, onlySecond } = counts;
  return {
    count,
    ...counts,
    difference: (onlyFirst - onlySecond) / count,
    interval: tangoInterval(onlyFirst, onlySecond, count),
    p: mcNemar(onlyFirst, onlySecond),
  };
}

/**
 * The chance that a fair coin divides b + c images at least as unevenly as b : c, either way:
 * 2 Σ C(b + c, k) / 2^(b + c) over k ≤ min(b, c), at most 1 (Q. McNemar, Psychometrika 12, 1947, with exact tails). The
 * largest term is a logarithm and the others are ratios to it, so that no number of images overflows.
 */
export function mcNemar(b: number, c: number): number {
  const [n, least] = [b + c, Math.min(b, c)];
  let logTerm = (least - n) * Math.LN2;
  for (let i = 1; i <= least; i++) logTerm += Math.log((n - least + i) / (2 * i));
  let [sum, ratio] = [0, 1];
  for (let k = least; k >= 0 && ratio > Number.EPSILON * sum; k--) {
    sum += ratio;
    ratio *= k / (n - k + 1);
  }
  return Math.min(1, 2 * Math.exp(logTerm) * sum);
}

/**
 * Where the difference of two paired proportions plausibly lies: b of N pairs are successes of the first alone, c of the
 * second alone (T. Tango, Statistics in Medicine 17, 1998, pp. 891–908). An interval that takes b + c as given would end
 * at the observed difference where b or c is 0 (R. G. Newcombe, same volume, pp. 2635–2650).
 */
export function tangoInterval(b: number, c: number, N: number, z = 1.959963984540054): [low: number, high: number] {
  const estimate = (b - c) / N;
  return [
    border(-1, estimate, (difference) => score(b, c, N, difference) > z),
    border(estimate, 1, (difference) => score(b, c, N, difference) > -z),
  ];
}

/** The score statistic at a hypothetical difference, with the likeliest share of pairs that only the second has. */
function score(b: number, c: number, N: number, difference: number): number {
  const spread = difference * (1 - difference);
  const B = (2 * N - b + c) * difference - b - c;
  const onlySecond = (Math.sqrt(B ** 2 + 8 * N * c * spread) - B) / (4 * N);
  return (b - c - N * difference) / Math.sqrt(N * (2 * onlySecond + spread));
}

/** Where in low … high a statement ceases to be true, to the last bit. */
function border(low: number, high: number, isBelow: (x: number) => boolean): number {
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
}

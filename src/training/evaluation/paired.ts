import type { Evaluation } from './evaluation.js';

/** The number of images that both classifiers get right, only one of them, or neither. */
interface PairedCounts {
  readonly bothRight: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
}

/** Two models compared on the same images. */
export interface PairedComparison extends PairedCounts {
  readonly count: number;
  /** Accuracy of the first minus accuracy of the second. */
  readonly difference: number;
  /** Tango's score interval of the difference, 95 %. */
  readonly interval: readonly [low: number, high: number];
  /** The p-value of McNemar's exact test, two-sided. */
  readonly p: number;
}

type Answers = Pick<Evaluation, 'predicted' | 'labels'>;

/** Compares the predictions of two nets for the same images, in the same order. */
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
 * The probability that a fair coin splits b + c images at least as unevenly as b : c, in either direction:
 * 2 Σ C(b + c, k) / 2^(b + c) over k ≤ min(b, c), at most 1 (Q. McNemar, Psychometrika 12, 1947, with exact tails). To
 * avoid overflow, the largest term is computed as a logarithm, and the others as ratios to it.
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
 * Confidence interval for the difference of two paired proportions: of N pairs, b are successes of the first only and c of
 * the second only (T. Tango, Statistics in Medicine 17, 1998, pp. 891–908). Intervals conditional on b + c are worse: they
 * end at the observed difference if b or c is 0 (R. G. Newcombe, same volume, pp. 2635–2650).
 */
export function tangoInterval(b: number, c: number, N: number, z = 1.959963984540054): [low: number, high: number] {
  const estimate = (b - c) / N;
  return [
    border(-1, estimate, (difference) => score(b, c, N, difference) > z),
    border(estimate, 1, (difference) => score(b, c, N, difference) > -z),
  ];
}

/** The score statistic for a hypothetical difference; `onlySecond` is the maximum-likelihood estimate of c / N. */
function score(b: number, c: number, N: number, difference: number): number {
  const spread = difference * (1 - difference);
  const B = (2 * N - b + c) * difference - b - c;
  const onlySecond = (Math.sqrt(B ** 2 + 8 * N * c * spread) - B) / (4 * N);
  return (b - c - N * difference) / Math.sqrt(N * (2 * onlySecond + spread));
}

/** Bisection: the x in low … high at which `isBelow` becomes false, to the last bit. */
function border(low: number, high: number, isBelow: (x: number) => boolean): number {
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
}

import type { Evaluation } from './evaluation.js';

/** Metrics of one class; null where the divisor is 0. */
export interface ClassMetrics {
  readonly class: number;
  /** Number of images of this class. */
  readonly count: number;
  /** The fraction of images predicted as this class that belong to it. */
  readonly precision: number | null;
  /** The fraction of images of this class that are predicted as it. */
  readonly recall: number | null;
  /** The harmonic mean of precision and recall. */
  readonly f1: number | null;
}

export interface Metrics {
  readonly accuracy: number;
  /** 95 % confidence interval of the accuracy (Wilson's score interval). */
  readonly interval: readonly [low: number, high: number];
  readonly loss: number;
  readonly count: number;
  readonly correct: number;
  readonly perClass: readonly ClassMetrics[];
  /** confusion[true class][predicted class] */
  readonly confusion: readonly (readonly number[])[];
  /** Pairs of true and predicted class that differ, the most frequent first. */
  readonly confused: readonly { readonly actual: number; readonly predicted: number; readonly count: number }[];
}

/** Accuracy with its interval, confusion matrix, precision, recall and F1 of an evaluation. */
export function metrics(evaluation: Omit<Evaluation, 'probabilities'>, classes: number): Metrics {
  const { predicted, labels, loss } = evaluation;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [n, label] of labels.entries()) confusion[label][predicted[n]]++;

  const perClass = confusion.map((row, k): ClassMetrics => {
    const hits = row[k];
    const count = row.reduce((sum, n) => sum + n, 0);
    const called = confusion.reduce((sum, other) => sum + other[k], 0);
    return {
      class: k,
      count,
      precision: ratio(hits, called),
      recall: ratio(hits, count),
      f1: ratio(2 * hits, called + count),
    };
  });
  const confused = confusion
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count);
  const correct = confusion.reduce((sum, row, k) => sum + row[k], 0);
  const count = labels.length;
  return {
    accuracy: correct / count,
    interval: wilsonInterval(correct, count),
    loss,
    count,
    correct,
    perClass,
    confusion,
    confused,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Wilson's score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). */
export function wilsonInterval(successes: number, trials: number, z = 1.959963984540054): [low: number, high: number] {
  const p = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (p + z ** 2 / (2 * trials)) / scale;
  const margin = (z / scale) * Math.sqrt((p * (1 - p)) / trials + z ** 2 / (4 * trials ** 2));
  return [Math.max(0, centre - margin), Math.min(1, centre + margin)];
}

/** Summary of repeated measurements. */
export interface Statistics {
  readonly min: number;
  readonly median: number;
  /** Interquartile range divided by the median. */
  readonly spread: number;
  readonly count: number;
}

/** Throws a RangeError if there are no measurements. */
export function statistics(measurements: readonly number[]): Statistics {
  if (measurements.length === 0) throw new RangeError('statistics of no measurements');
  const sorted = measurements.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median;
  return { min: sorted[0], median, spread, count: sorted.length };
}

/** Interpolates linearly between two measurements. */
function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

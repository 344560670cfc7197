/** What repeated measurements of one thing came to. */
export interface Statistics {
  readonly min: number;
  readonly median: number;
  /** The middle half of the measurements: third quartile − first quartile, as a part of the median. */
  readonly spread: number;
  readonly count: number;
}

/** Throws a RangeError when there is nothing to summarise. */
export function statistics(measurements: readonly number[]): Statistics {
  if (measurements.length === 0) throw new RangeError('statistics of no measurements');
  const sorted = measurements.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median;
  return { min: sorted[0], median, spread, count: sorted.length };
}

/** With what lies between two measurements drawn as a straight line. */
function quantile(sorted: readonly number[], q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

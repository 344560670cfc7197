/** Statistics of repeated measurements. */
export type Spread = ReturnType<typeof spreadOf>;

/** Mean, standard deviation and range. values: at least one. */
export function spreadOf(values: readonly number[]) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    mean,
    /** The sample standard deviation, with n − 1; null for a single value. */
    standardDeviation: n === 1 ? null : Math.sqrt(squares / (n - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

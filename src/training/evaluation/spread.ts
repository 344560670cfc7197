/** What several measurements of one thing come to. */
export type Spread = ReturnType<typeof spreadOf>;

/** values: at least one. */
export function spreadOf(values: readonly number[]) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    mean,
    /** Of a sample, with n − 1; null for a single one. */
    standardDeviation: n === 1 ? null : Math.sqrt(squares / (n - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** 0.97291 → 97.3 %; with more digits where asked. The space in it does not break. */
export function percent(x: number, digits = 1): string {
  return `${(100 * x).toFixed(digits)}\u00a0%`;
}

/** A probability as a person would say it: never 100 % of what is not quite certain. */
export function probability(x: number): string {
  if (x >= 0.9995) return '>\u00a099.9\u00a0%';
  if (x < 0.0005) return '<\u00a00.1\u00a0%';
  return percent(x);
}

/** −1.25, +3.40: a signed number with a true minus. */
export function signed(x: number, digits = 2): string {
  const rounded = Math.abs(x).toFixed(digits);
  return `${x < 0 && Number(rounded) > 0 ? '−' : '+'}${rounded}`;
}

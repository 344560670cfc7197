/** 0.97291 → 97.3 %, with a non-breaking space. */
export function percent(x: number, digits = 1): string {
  return `${(100 * x).toFixed(digits)}\u00a0%`;
}

/** A probability in percent. Values that would round to 0 or 100 % are written as < 0.1 % and > 99.9 %. */
export function probability(x: number): string {
  if (x >= 0.9995) return '>\u00a099.9\u00a0%';
  if (x < 0.0005) return '<\u00a00.1\u00a0%';
  return percent(x);
}

/** −1.25, +3.40: a number with a sign. */
export function signed(x: number, digits = 2): string {
  const text = decimal(x, digits);
  return text.startsWith('−') ? text : `+${text}`;
}

/** −1.25, 3.40 */
export function decimal(x: number, digits = 2): string {
  const rounded = Math.abs(x).toFixed(digits);
  return x < 0 && Number(rounded) > 0 ? `−${rounded}` : rounded;
}

/** Replaces hyphens by minus signs, also in exponents. */
export function minus(text: string): string {
  return text.replaceAll('-', '−');
}

/**
 * Rounds numbers so that they sum to the rounded sum (largest remainder method). Each error is less than one unit of the last
 * digit.
 */
export function roundedToSum(values: readonly number[], digits: number): { rounded: number[]; sum: number } {
  const unit = 10 ** digits;
  const floors = values.map((x) => Math.floor(x * unit));
  const remainder = (i: number) => values[i] * unit - floors[i];
  const sum = Math.round(values.reduce((total, x) => total + x, 0) * unit);
  const missing = sum - floors.reduce((total, x) => total + x, 0);
  const order = [...values.keys()].sort((a, b) => remainder(b) - remainder(a));
  for (const i of order.slice(0, missing)) floors[i]++;
  return { rounded: floors.map((x) => x / unit), sum: sum / unit };
}

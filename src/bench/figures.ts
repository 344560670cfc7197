// Formats measurements for people.

/** Seconds with three digits and a unit: 1.23e-5 → 12.3 µs */
export function time(seconds: number): string {
  if (seconds < 0.9995e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 0.9995e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 0.9995 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

/** Three digits; integers from 100 on; two digits below 0.1: 0.1234 → 0.123, 1234 → 1,234, 0.00162 → 0.0016 */
export function digits(x: number): string {
  if (x >= 99.95) return Math.round(x).toLocaleString('en-US');
  if (x >= 9.995) return x.toFixed(1);
  if (x >= 0.9995) return x.toFixed(2);
  return x >= 0.0995 || x === 0 ? x.toFixed(3) : x.toPrecision(2);
}

/** 0.0423 → 4 % */
export function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}

/** 250,000,000 → 250 MB */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of part · `width` characters; part is clamped to 0 … 1. */
export function bar(part: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(part, 0), 1) * width * 8);
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

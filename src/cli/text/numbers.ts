import type { Spread } from '../../training/evaluation/spread.js';

export { grouped as count } from '../../quantity.js';

/** 0.97036 → 0.9704 */
export function fraction(x: number): string {
  return x.toFixed(4);
}

/** `0.9704 ± 0.0012`; a single value without its deviation. */
export function meanText({ mean, standardDeviation }: Spread): string {
  return `${fraction(mean)}${standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)}`}`;
}

/** 0.100487 → 0.1005; below 0.001 with an exponent. */
export function loss(x: number): string {
  return x !== 0 && Math.abs(x) < 0.001 ? x.toExponential(2) : x.toFixed(4);
}

/** 5.34 → 5.3 s; from a minute on 75.3 → 1:15 */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** 1.234e-9 → 1.2e-9, 1e-5 → 1e-5, 0 → 0; not finite → – */
export function error(x: number): string {
  if (!Number.isFinite(x)) return '–';
  return x === 0 ? '0' : x.toExponential(1).replace('.0e', 'e');
}

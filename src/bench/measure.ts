import { type Statistics, statistics } from './statistics.js';

/** How long to measure: at least `atLeast` measurements and `seconds` seconds. */
export interface Timing {
  readonly seconds: number;
  readonly atLeast: number;
}

/** Calls shorter than this (in seconds) are repeated and divided, because the clock is not exact enough. */
const MEASURABLE = 0.5e-3;

/** Seconds of one call of `work`, after a warm-up of a third of the time. */
export function measure(work: () => void, { seconds, atLeast }: Timing): Statistics {
  let calls = 0;
  const start = performance.now();
  do {
    work();
    calls++;
  } while (secondsSince(start) < seconds / 3);
  const repeat = Math.max(1, Math.ceil(MEASURABLE / (secondsSince(start) / calls)));

  const measurements: number[] = [];
  const begin = performance.now();
  while (measurements.length < atLeast || secondsSince(begin) < seconds) {
    const before = performance.now();
    for (let i = 0; i < repeat; i++) work();
    measurements.push(secondsSince(before) / repeat);
  }
  return statistics(measurements);
}

export function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

import { type Statistics, statistics } from './statistics.js';

/** How long to measure one thing; the least number of measurements comes before the seconds. */
export interface Patience {
  readonly seconds: number;
  readonly atLeast: number;
}

/** Shorter measurements are repeated and divided, or the clock itself would be what is measured. */
const MEASURABLE = 0.5e-3;

/** Seconds of one call of `work`, warmed up for a third of the patience. */
export function measure(work: () => void, { seconds, atLeast }: Patience): Statistics {
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

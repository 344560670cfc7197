import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Solitude } from '../../../src/engine/simd/solitude.js';

let now = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Speeds {
  together: number;
  alone: number;
}

/** Computes for so many ms at two speeds, operations per ms; returns for which part of them alone. work: of an operation. */
function alone(solitude: Solitude, ms: number, speeds: Speeds | ((now: number) => Speeds), work = 1000): number {
  let sum = 0;
  for (const end = now + ms; now < end; ) {
    const { alone, together } = typeof speeds === 'function' ? speeds(now) : speeds;
    const step = 1 / (solitude.isBetter ? alone : together);
    if (solitude.isBetter) sum += step;
    now += step;
    solitude.count(work);
  }
  return sum / ms;
}

const QUIET = { together: 60, alone: 40 };
const CROWDED = { together: 15, alone: 40 };

test('threads that have their processors work together nearly always', () => {
  expect(alone(new Solitude(), 5000, QUIET)).toBeLessThan(0.05);
});

test('where another process has a processor, the main thread works alone nearly always', () => {
  expect(alone(new Solitude(), 5000, CROWDED)).toBeGreaterThan(0.95);
});

test('what counts is the time lost, not how often: threads that stall every other 4 ms are slower', () => {
  const stalls = (now: number): Speeds => (now % 8 < 4 ? { together: 2, alone: 40 } : { together: 60, alone: 40 });
  expect(alone(new Solitude(), 5000, stalls)).toBeGreaterThan(0.8);
});

test('notices within a tenth of a second that a processor is gone, and within two that it is back', () => {
  const solitude = new Solitude();
  alone(solitude, 5000, QUIET);
  expect(alone(solitude, 1000, CROWDED)).toBeGreaterThan(0.9);
  alone(solitude, 2000, QUIET);
  expect(alone(solitude, 1000, QUIET)).toBeLessThan(0.1);
});

test('work that becomes slower either way is shared again soon', () => {
  const solitude = new Solitude();
  alone(solitude, 5000, QUIET);
  expect(alone(solitude, 1000, { together: 12, alone: 8 })).toBeLessThan(0.1);
});

test('a pause costs a short try', () => {
  const solitude = new Solitude();
  alone(solitude, 5000, QUIET);
  now += 1000;
  expect(alone(solitude, 500, QUIET)).toBeLessThan(0.15);
});

test('long operations are measured one by one', () => {
  expect(alone(new Solitude(), 60_000, { together: 0.01, alone: 0.04 }, 1e8)).toBeGreaterThan(0.8);
});

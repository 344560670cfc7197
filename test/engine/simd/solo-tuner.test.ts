import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SoloTuner } from '../../../src/engine/simd/solo-tuner.js';
import { Philox } from '../../../src/random/philox.js';

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

/**
 * Simulates `ms` of operations at two speeds (operations per ms); returns the share of time in which one thread worked
 * alone.
 */
function shareAlone(tuner: SoloTuner, ms: number, speeds: Speeds | ((now: number) => Speeds), work = 1000): number {
  let sum = 0;
  for (const end = now + ms; now < end; ) {
    const { alone, together } = typeof speeds === 'function' ? speeds(now) : speeds;
    const step = 1 / (tuner.isAlone ? alone : together);
    if (tuner.isAlone) sum += step;
    now += step;
    tuner.count(work);
  }
  return sum / ms;
}

const FREE_PROCESSORS = { together: 60, alone: 40 };
const BUSY_PROCESSOR = { together: 15, alone: 40 };

test('threads with a processor each nearly always work together', () => {
  expect(shareAlone(new SoloTuner(), 5000, FREE_PROCESSORS)).toBeLessThan(0.05);
});

test('if another process occupies a processor, the main thread nearly always works alone', () => {
  expect(shareAlone(new SoloTuner(), 5000, BUSY_PROCESSOR)).toBeGreaterThan(0.95);
});

test('compares total time: threads that stall during every second 4 ms count as slower', () => {
  const stalls = (now: number): Speeds => (now % 8 < 4 ? { together: 2, alone: 40 } : { together: 60, alone: 40 });
  expect(shareAlone(new SoloTuner(), 5000, stalls)).toBeGreaterThan(0.8);
});

test('reacts to a lost processor within 0.1 s and to its return within 2 s', () => {
  const tuner = new SoloTuner();
  shareAlone(tuner, 5000, FREE_PROCESSORS);
  expect(shareAlone(tuner, 1000, BUSY_PROCESSOR)).toBeGreaterThan(0.9);
  shareAlone(tuner, 2000, FREE_PROCESSORS);
  expect(shareAlone(tuner, 1000, FREE_PROCESSORS)).toBeLessThan(0.1);
});

test('work that becomes slower in both modes is soon shared again', () => {
  const tuner = new SoloTuner();
  shareAlone(tuner, 5000, FREE_PROCESSORS);
  expect(shareAlone(tuner, 1000, { together: 12, alone: 8 })).toBeLessThan(0.1);
});

test('a pause causes only a short trial', () => {
  const tuner = new SoloTuner();
  shareAlone(tuner, 5000, FREE_PROCESSORS);
  now += 1000;
  expect(shareAlone(tuner, 500, FREE_PROCESSORS)).toBeLessThan(0.15);
});

test('a host that stops the process for a ms or two, some fifty times a second, causes few trials', () => {
  const random = new Philox(1, 1);
  const stops = (): Speeds => {
    const ms = random.uniform() < 0.001 ? 3 * random.uniform() : 0;
    return { together: 1 / (1 / 60 + ms), alone: 1 / (1 / 40 + ms) };
  };
  expect(shareAlone(new SoloTuner(), 5000, stops)).toBeLessThan(0.06);
});

test('measures long operations one by one', () => {
  expect(shareAlone(new SoloTuner(), 60_000, { together: 0.01, alone: 0.04 }, 1e8)).toBeGreaterThan(0.8);
});

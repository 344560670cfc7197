import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import { type ScheduleSettings, scheduledRate } from '../../src/training/schedule.js';

/** The rates of every update of a run. */
function rates(settings: ScheduleSettings, iterations: number, perEpoch: number, learningRate = 0.8): number[] {
  return Array.from({ length: iterations }, (_, i) =>
    scheduledRate(settings, learningRate, i + 1, { iterations, perEpoch }),
  );
}

test('constant is the learning rate', () => {
  expect(new Set(rates({ name: 'constant' }, 50, 7))).toEqual(new Set([0.8]));
});

describe('step', () => {
  test('multiplies by the factor every few epochs', () => {
    expect(rates({ name: 'step', every: 2, factor: 0.5 }, 13, 3)).toEqual([
      ...new Array(6).fill(0.8),
      ...new Array(6).fill(0.4),
      0.2,
    ]);
  });

  test('with factor 1 is constant', () => {
    expect(new Set(rates({ name: 'step', every: 1, factor: 1 }, 20, 3))).toEqual(new Set([0.8]));
  });
});

describe('cosine', () => {
  const cosine = (minimum: number, warmup: number): ScheduleSettings => ({ name: 'cosine', minimum, warmup });

  test('starts at the learning rate, is halfway down at half time, and reaches the minimum after the last update', () => {
    const all = rates(cosine(0.2, 0), 100, 10);
    expect(all[0]).toBe(0.8);
    expect(all[50]).toBe(0.5);
    expect(all[99]).toBeGreaterThan(0.2);
    expect(all[99]).toBeLessThan(0.201);
    expect(scheduledRate(cosine(0.2, 0), 0.8, 101, { iterations: 100, perEpoch: 10 })).toBe(0.2);
    for (let i = 1; i < 100; i++) expect(all[i]).toBeLessThan(all[i - 1]);
  });

  test('is minimum + (learningRate − minimum)(1 + cos πp) / 2', () => {
    for (const [i, rate] of rates(cosine(0.1, 0), 37, 5).entries()) {
      expect(rate).toBeCloseTo(0.1 + (0.7 * (1 + Math.cos((Math.PI * i) / 37))) / 2, 15);
    }
  });

  test('warms up in equal steps, and reaches the learning rate at the first update after it', () => {
    const all = rates(cosine(0, 2), 20, 2);
    expect(all.slice(0, 5)).toEqual([0.16, 0.32, 0.48, 0.64, 0.8].map((rate) => expect.closeTo(rate, 15)));
    expect(all[4]).toBe(0.8);
    expect(all.slice(4)).toEqual(rates(cosine(0, 0), 16, 2));
  });

  test('rounds a warm-up of part of an epoch to the nearest update', () => {
    expect(rates(cosine(0, 0.3), 20, 10)[3]).toBe(0.8);
    expect(rates(cosine(0, 0.04), 20, 10)[0]).toBe(0.8);
  });

  test('is only warm-up if the run is no longer than that', () => {
    expect(rates(cosine(0, 5), 4, 1)).toEqual([1, 2, 3, 4].map((n) => expect.closeTo((0.8 * n) / 6, 15)));
    expect(rates(cosine(0, 1), 1, 1)).toEqual([0.4]);
  });

  test('is the learning rate for a run of one update', () => {
    expect(rates(cosine(0, 0), 1, 1)).toEqual([0.8]);
  });
});

test('every schedule of a config gives finite rates above zero for every update', () => {
  for (const name of ['constant', 'step', 'cosine'] as const) {
    for (const rate of rates(resolveConfig({ schedule: name }).schedule, 1000, 60)) {
      expect(rate > 0 && rate <= 0.8).toBe(true);
    }
  }
});

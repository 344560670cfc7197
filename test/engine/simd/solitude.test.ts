import os, { type CpuInfo } from 'node:os';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Solitude } from '../../../src/engine/simd/solitude.js';

/** ms: the time, that of processors which this process used, and which nobody used. */
const clock = { now: 0, used: 0, idle: 0 };

beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now);
  vi.spyOn(os, 'cpus').mockImplementation(() => [{ times: { idle: clock.idle } } as CpuInfo]);
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => ({ user: clock.used * 1000, system: 0 }));
});

afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * Lets so many ms pass, in each of which a hundred operations ask; returns in how many of them to work alone was better.
 * used: processors that threads have together; idle: those that are left while one works alone.
 */
function alone(solitude: Solitude, ms: number, { used, idle }: { used: number; idle: number }): number {
  let count = 0;
  let isBetter = solitude.isBetter();
  for (let i = 0; i < ms; i++) {
    clock.now += 1;
    clock.used += isBetter ? 1 : used;
    clock.idle += isBetter ? idle : 0;
    for (let operation = 0; operation < 100; operation++) isBetter = solitude.isBetter();
    if (isBetter) count++;
  }
  return count;
}

test('two threads that have their processors work together', () => {
  const solitude = new Solitude(2);
  expect(alone(solitude, 1000, { used: 1.95, idle: 0 })).toBe(0);
});

test('one that loses its processor for a moment is left alone for a moment', () => {
  const solitude = new Solitude(2);
  alone(solitude, 100, { used: 2, idle: 0 });
  expect(alone(solitude, 60, { used: 1.3, idle: 0 })).toBeGreaterThan(0);
  expect(alone(solitude, 500, { used: 2, idle: 0 })).toBeLessThan(20);
});

test('where another process stays, the main thread works alone until a processor is idle', () => {
  const solitude = new Solitude(2);
  alone(solitude, 100, { used: 2, idle: 0 });
  expect(alone(solitude, 1000, { used: 1.3, idle: 0 })).toBeGreaterThan(900);
  expect(alone(solitude, 1000, { used: 1.3, idle: 0.1 })).toBe(1000);
  alone(solitude, 4000, { used: 2, idle: 1 });
  expect(alone(solitude, 1000, { used: 2, idle: 0 })).toBe(0);
});

test('a pause in which nothing is computed tells nothing', () => {
  const solitude = new Solitude(2);
  for (let i = 0; i < 50; i++) {
    alone(solitude, 5, { used: 2, idle: 0 });
    clock.now += 100;
  }
  expect(alone(solitude, 100, { used: 2, idle: 0 })).toBe(0);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkpointRule } from '../../src/run/checkpoint-rule.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The iterations of 1 … `iterations` after which a checkpoint is due, if an iteration takes `ms`. */
function due(rule: (iteration: number) => boolean, iterations: number, ms: number): number[] {
  return Array.from({ length: iterations }, (_, i) => i + 1).filter((iteration) => {
    vi.advanceTimersByTime(ms);
    return rule(iteration);
  });
}

test('a checkpoint is due after the first epoch, and then at ends of epochs a second apart', () => {
  expect(due(checkpointRule(undefined, 6), 24, 100)).toEqual([6, 18]);
  expect(due(checkpointRule(undefined, 6), 24, 400)).toEqual([6, 12, 18, 24]);
});

test('in long epochs a checkpoint is due once a minute', () => {
  expect(due(checkpointRule(undefined, 100), 100, 25_000)).toEqual([
    3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 54, 57, 60, 63, 66, 69, 72, 75, 78, 81, 84, 87, 90,
    93, 96, 99, 100,
  ]);
});

test('an interval of the config counts updates; 0 is never', () => {
  expect(due(checkpointRule(4, 6), 12, 1)).toEqual([4, 8, 12]);
  expect(due(checkpointRule(0, 6), 12, 100_000)).toEqual([]);
});

import { afterEach, expect, test, vi } from 'vitest';
import { createBreather } from '../../src/training/breathe.js';

afterEach(() => {
  vi.useRealTimers();
});

test('a breather yields to the event loop once in 20 ms', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const breathe = createBreather(20);
  const yields: boolean[] = [];
  for (const ms of [0, 19, 1, 19, 1]) {
    vi.advanceTimersByTime(ms);
    let hasYielded = false;
    setImmediate(() => {
      hasYielded = true;
    });
    await breathe();
    yields.push(hasYielded);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(yields).toEqual([false, false, true, false, true]);
});

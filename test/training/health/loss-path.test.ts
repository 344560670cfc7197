import { expect, test } from 'vitest';
import { LossPath } from '../../../src/training/health/loss-path.js';

function followed(losses: readonly number[], start = 2.3): LossPath {
  const path = new LossPath(start, Math.log(10));
  for (const loss of losses) path.add(loss);
  return path;
}

test('finds the first loss above 1.5 times the start, or chance if that is larger', () => {
  expect(followed([2.3, 1.5, 3.4, 0.2]).departedAt).toBeNull();
  expect(followed([2.3, 1.5, 3.6, 9]).departedAt).toBe(3);
  expect(followed([20, 29, 31], 20).departedAt).toBe(3);
  expect(followed([3.4, 3.5], 0.1).departedAt).toBe(2);
});

test('its recent loss begins as the plain mean, and later forgets the first losses', () => {
  expect(followed([1, 2, 3]).recent).toBeCloseTo(2);
  const { recent, lowest } = followed([...new Array(100).fill(2), ...new Array(1000).fill(1)]);
  expect(recent).toBeCloseTo(1);
  expect(lowest).toBe(recent);
});

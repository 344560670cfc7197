import { expect, test } from 'vitest';
import { calibration } from '../../src/report/calibration.js';

/** The evaluation of a net that always predicts class 1 of two, from its confidence and whether it is right. */
function predictions(list: readonly [confidence: number, isRight: boolean][]) {
  return {
    loss: 0,
    predicted: Uint8Array.from(list, () => 1),
    labels: Uint8Array.from(list, ([, isRight]) => (isRight ? 1 : 0)),
    probabilities: Float32Array.from(list.flatMap(([confidence]) => [1 - confidence, confidence])),
  };
}

test('the error is 0 when accuracy equals confidence', () => {
  const { bins, error } = calibration(
    predictions([0.75, 0.75, 0.75, 0.75].map((confidence, n) => [confidence, n > 0])),
  );
  expect(bins).toEqual([{ count: 4, confidence: 0.75, accuracy: 0.75 }]);
  expect(error).toBe(0);
});

test('the error is the mean distance of the bins, weighted by their images', () => {
  // three with confidence 0.9375, of which one is right; one with 0.625, right
  const { bins, error } = calibration(
    predictions([
      [0.9375, true],
      [0.9375, false],
      [0.9375, false],
      [0.625, true],
    ]),
  );
  expect(bins.map(({ count }) => count)).toEqual([1, 3]);
  expect(error).toBeCloseTo((3 / 4) * (0.9375 - 1 / 3) + (1 / 4) * (1 - 0.625), 12);
});

test('a probability of 1 is in the last bin', () => {
  expect(calibration(predictions([[1, true]])).bins).toEqual([{ count: 1, confidence: 1, accuracy: 1 }]);
});

import { expect, test } from 'vitest';
import { calibration } from '../../src/report/calibration.js';

/** Answers of a net of two classes that always says class 1, given as: how sure it was, and whether it was right. */
function answers(list: readonly [sure: number, isRight: boolean][]) {
  return {
    loss: 0,
    predicted: Uint8Array.from(list, () => 1),
    labels: Uint8Array.from(list, ([, isRight]) => (isRight ? 1 : 0)),
    probabilities: Float32Array.from(list.flatMap(([sure]) => [1 - sure, sure])),
  };
}

test('a net that is right as often as it is sure has no error', () => {
  const { bins, error } = calibration(answers([0.75, 0.75, 0.75, 0.75].map((sure, n) => [sure, n > 0])));
  expect(bins).toEqual([{ count: 4, confidence: 0.75, accuracy: 0.75 }]);
  expect(error).toBe(0);
});

test('the error is the mean distance of the bins, each as heavy as its images', () => {
  // three sure of 0.9375 of which one is right; one sure of 0.625, right
  const { bins, error } = calibration(
    answers([
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
  expect(calibration(answers([[1, true]])).bins).toEqual([{ count: 1, confidence: 1, accuracy: 1 }]);
});

import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/training/evaluation/spread.js';

test('spreadOf: mean, sample standard deviation, range', () => {
  expect(spreadOf([4, 7, 1])).toEqual({ mean: 4, standardDeviation: 3, min: 1, max: 7 });
  expect(spreadOf([2, 2, 2, 2])).toEqual({ mean: 2, standardDeviation: 0, min: 2, max: 2 });
});

test('a single value has no standard deviation', () => {
  expect(spreadOf([0.5])).toEqual({ mean: 0.5, standardDeviation: null, min: 0.5, max: 0.5 });
});

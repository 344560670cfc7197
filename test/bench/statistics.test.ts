import { expect, test } from 'vitest';
import { statistics } from '../../src/bench/statistics.js';

test('computes median and interquartile spread of unsorted measurements', () => {
  expect(statistics([5, 1, 4, 2, 3])).toEqual({ min: 1, median: 3, spread: 2 / 3, count: 5 });
});

test('interpolates quantiles linearly between two measurements', () => {
  expect(statistics([1, 3])).toEqual({ min: 1, median: 2, spread: 0.5, count: 2 });
});

test('a single measurement has no spread', () => {
  expect(statistics([7])).toEqual({ min: 7, median: 7, spread: 0, count: 1 });
});

test('throws without measurements', () => {
  expect(() => statistics([])).toThrow('no measurements');
});

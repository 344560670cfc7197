import { expect, test } from 'vitest';
import { statistics } from '../../src/bench/statistics.js';

test('the median and the middle half of an odd number of measurements, in any order', () => {
  expect(statistics([5, 1, 4, 2, 3])).toEqual({ min: 1, median: 3, spread: 2 / 3, count: 5 });
});

test('between two measurements quantiles lie on the line between them', () => {
  expect(statistics([1, 3])).toEqual({ min: 1, median: 2, spread: 0.5, count: 2 });
});

test('a single measurement has no spread', () => {
  expect(statistics([7])).toEqual({ min: 7, median: 7, spread: 0, count: 1 });
});

test('none at all is an error', () => {
  expect(() => statistics([])).toThrow('no measurements');
});

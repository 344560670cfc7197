import { describe, expect, test } from 'vitest';
import { count, duration, error, fraction, loss } from '../../../src/cli/text/numbers.js';

test.each([
  [0, '0'],
  [999, '999'],
  [60_000, '60,000'],
  [10_000_000, '10,000,000'],
])('count: %d → %s', (n, text) => {
  expect(count(n)).toBe(text);
});

test.each([
  [0, '0.0000'],
  [0.97036, '0.9704'],
  [0.99996, '1.0000'],
  [1, '1.0000'],
])('fraction: %d → %s', (x, text) => {
  expect(fraction(x)).toBe(text);
});

test.each([
  [2.30261, '2.3026'],
  [0.100487, '0.1005'],
  [0.001, '0.0010'],
  [0.00099, '9.90e-4'],
  [1.5e-7, '1.50e-7'],
  [0, '0.0000'],
  [Number.NaN, 'NaN'],
])('loss: %d → %s', (x, text) => {
  expect(loss(x)).toBe(text);
});

describe('duration', () => {
  test.each([
    [0, '0.0 s'],
    [5.34, '5.3 s'],
    [59.94, '59.9 s'],
    [59.96, '1:00'],
    [60, '1:00'],
    [75.3, '1:15'],
    [119.6, '2:00'],
    [3599.7, '1:00:00'],
    [3661, '1:01:01'],
    [90_000, '25:00:00'],
  ])('%d s → %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

test.each([
  [0, '0'],
  [1e-5, '1e-5'],
  [1.234e-9, '1.2e-9'],
  [0.1, '1e-1'],
  [25, '2.5e+1'],
])('error: %d → %s', (x, text) => {
  expect(error(x)).toBe(text);
});

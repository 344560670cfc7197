import { expect, test } from 'vitest';
import { bar, digits, megabytes, percent, time } from '../../src/bench/figures.js';

test.each([
  [1.5e-9, '1.50 ns'],
  [9.996e-7, '1.00 µs'],
  [1.234e-5, '12.3 µs'],
  [0.0004567, '457 µs'],
  [0.0999, '99.9 ms'],
  [0.9996, '1.00 s'],
  [219.9, '220 s'],
])('%f seconds are printed as %s', (seconds, text) => {
  expect(time(seconds)).toBe(text);
});

test.each([
  [0, '0.000'],
  [0.00162, '0.0016'],
  [0.0712, '0.071'],
  [0.9996, '1.00'],
  [9.996, '10.0'],
  [99.96, '100'],
  [1411.2, '1,411'],
])('%f is printed as %s', (x, text) => {
  expect(digits(x)).toBe(text);
});

test('prints fractions as percent and bytes as megabytes', () => {
  expect(percent(0.0749)).toBe('7 %');
  expect(megabytes(1_504_300_000)).toBe('1,504 MB');
});

test.each([
  [0, ''],
  [0.5, '██'],
  [0.6, '██▍'],
  [1, '████'],
  [7, '████'],
])('draws a bar for %f', (part, text) => {
  expect(bar(part, 4)).toBe(text);
});

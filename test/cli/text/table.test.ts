import { expect, test } from 'vitest';
import { table } from '../../../src/cli/text/table.js';

test('the first column stands to the left, the others to the right, each as wide as its widest cell', () => {
  expect(
    table([
      ['class', 'images', 'F1'],
      ['0', '980', '0.9813'],
      ['eleven', '5', '–'],
    ]),
  ).toBe('  class   images      F1\n' + '  0          980  0.9813\n' + '  eleven       5       –\n');
});

test('no line ends with spaces', () => {
  expect(
    table([
      ['a long one', ''],
      ['b', ''],
    ]),
  ).toBe('  a long one\n  b\n');
});

test('the indent can be chosen', () => {
  expect(table([['a', 'b']], '')).toBe('a  b\n');
});

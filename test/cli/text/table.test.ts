import { describe, expect, test } from 'vitest';
import { table } from '../../../src/cli/text/table.js';

test('left-aligns the first column and right-aligns the others', () => {
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

describe('in a narrow terminal', () => {
  const rows = [
    ['class', 'images', 'recall', 'F1'],
    ['0', '980', '0.9704', '0.9611'],
  ];

  test('columns move closer if that is enough', () => {
    expect(table(rows, '  ', 29)).toBe('  class images recall     F1\n  0        980 0.9704 0.9611\n');
  });

  test('columns that do not fit go into a table below, with the same first column', () => {
    expect(table(rows, '  ', 24)).toBe(
      '  class  images  recall\n  0         980  0.9704\n\n  class      F1\n  0      0.9611\n',
    );
  });

  test('a column wider than the terminal still stands beside the first one', () => {
    expect(table([['a', 'wide', 'b']], '', 3)).toBe('a  wide\n\na  b\n');
  });
});

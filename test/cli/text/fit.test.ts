import { describe, expect, test } from 'vitest';
import { fitted, listing } from '../../../src/cli/text/fit.js';

describe('fitted', () => {
  test('wraps a line at spaces and keeps its indent, at least two spaces', () => {
    expect(fitted('one two three\n    four five six\nshort\n', 10)).toBe(
      'one two\n  three\n    four\n    five\n    six\nshort\n',
    );
  });

  test('does not break wide words or the gaps between columns', () => {
    expect(fitted('a/long/path/name  and more', 12)).toBe('a/long/path/name\n  and more');
    expect(fitted('loss     0.3  of  100', 16)).toBe('loss     0.3  of\n  100');
  });

  test('does not count escape sequences', () => {
    expect(fitted('\x1b[32mRIGHT\x1b[0m: yes', 10)).toBe('\x1b[32mRIGHT\x1b[0m: yes');
  });

  test('does not wrap without a terminal', () => {
    const line = 'word '.repeat(100);
    expect(fitted(line)).toBe(line);
  });
});

describe('a listing', () => {
  const rows = [
    ['fetch', 'downloads a dataset and verifies it, nothing else'],
    ['init'],
    ['a longer one', 'short'],
  ] as const;

  test('wraps meanings beside their terms', () => {
    expect(listing(rows, 44)).toBe(
      [
        '  fetch         downloads a dataset and',
        '                verifies it, nothing else',
        '  init',
        '  a longer one  short',
      ].join('\n'),
    );
  });

  test('puts meanings below their terms in a narrow terminal', () => {
    expect(listing(rows, 36)).toBe(
      [
        '  fetch',
        '      downloads a dataset and',
        '      verifies it, nothing else',
        '  init',
        '  a longer one',
        '      short',
      ].join('\n'),
    );
  });
});

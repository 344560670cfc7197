import { expect, test } from 'vitest';
import { printable, shown } from '../../src/documents/problem.js';

test('shown() shortens long strings and names lists and mappings', () => {
  expect(shown('a')).toBe('"a"');
  expect(shown(12)).toBe('12');
  expect(shown(null)).toBe('null');
  expect(shown([1])).toBe('a list');
  expect(shown({ a: 1 })).toBe('a mapping');
  expect(shown('😀'.repeat(41))).toBe(`"${'😀'.repeat(39)}…"`);
});

test('printable() escapes control characters and invisible characters', () => {
  expect(printable('a b\x1b[2J\x7f\xa0')).toBe('a b\\x1b[2J\\x7f\\xa0');
  expect(printable('\u202e\u200b\ud800')).toBe('\\u202e\\u200b\\ud800');
  expect(printable('\u{e0041}')).toBe('\\u{e0041}');
});

import { expect, test } from 'vitest';
import { cosinePi } from '../../src/training/cosine.js';
import { readJson } from '../fixtures/json.js';

/** See cosine-values.py. */
const EXPECTED = readJson<[x: number, rounded: number, rest: number][]>(import.meta.url, 'cosine-values.json');

test('cosinePi is within 1.4e-16 of 200-bit values', () => {
  expect(EXPECTED).toHaveLength(174);
  const errors = EXPECTED.map(([x, rounded, rest]) => Math.abs(cosinePi(x) - rounded - rest));
  expect(Math.max(...errors)).toBeLessThanOrEqual(1.4e-16);
});

test('cosinePi is exact at 0, ½ and 1', () => {
  expect([0, 0.5, 1].map(cosinePi)).toEqual([1, 0, -1]);
});

test('cosinePi decreases, and is odd about ½', () => {
  const values = Array.from({ length: 4097 }, (_, i) => cosinePi(i / 4096));
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThan(values[i - 1]);
  expect(values.toReversed().map((value) => 0 - value)).toEqual(values);
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { naturalLog } from '../../src/random/natural-log.js';
import { readJson } from '../fixtures/json.js';

/** The values that natural-log-values.py writes. */
interface NaturalLogValues {
  /** x, ln x rounded to a double, and the error of that rounding. */
  values: [x: number, rounded: number, rest: number][];
  unit: string;
  near_one: string;
}

const EXPECTED = readJson<NaturalLogValues>(import.meta.url, 'natural-log-values.json');

/** The distance from |x| to the next larger double. */
function ulp(x: number): number {
  const double = new Float64Array([Math.abs(x)]);
  new BigUint64Array(double.buffer)[0]++;
  return double[0] - Math.abs(x);
}

function sha256Of65536(f: (k: number) => number): string {
  const values = Float64Array.from({ length: 2 ** 16 }, (_, k) => f(k));
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

test('naturalLog is within 0.52 ulp of 200-bit values, at the edges of its table and over the whole range', () => {
  expect(EXPECTED.values).toHaveLength(180);
  const errors = EXPECTED.values.map(([x, rounded, rest]) => Math.abs(naturalLog(x) - rounded - rest) / ulp(rounded));
  expect(Math.max(...errors)).toBeLessThanOrEqual(0.52);
});

test('naturalLog(1) is exactly 0', () => {
  expect(naturalLog(1)).toBe(0);
});

test('naturalLog equals the GNU C library bit for bit for 65,536 numbers in (0, 1)', () => {
  expect(sha256Of65536((k) => naturalLog((2 * k + 1) / 2 ** 17))).toBe(EXPECTED.unit);
});

test('naturalLog equals the GNU C library bit for bit for 65,536 numbers around 1', () => {
  expect(sha256Of65536((k) => naturalLog(0.9375 + k / 2 ** 19))).toBe(EXPECTED.near_one);
});

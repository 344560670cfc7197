import { describe, expect, test } from 'vitest';
import { Philox, philox4x32 } from '../../src/random/philox.js';

/**
 * Test vectors (`kat_vectors`) of Random123 (Salmon and others, SC 2011), Philox 4x32 with 10 rounds: counter, key,
 * expected.
 */
const KNOWN_ANSWERS = [
  [
    ['00000000', '00000000', '00000000', '00000000'],
    ['00000000', '00000000'],
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
  ],
  [
    ['ffffffff', 'ffffffff', 'ffffffff', 'ffffffff'],
    ['ffffffff', 'ffffffff'],
    ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
  ],
  [
    ['243f6a88', '85a308d3', '13198a2e', '03707344'],
    ['a4093822', '299f31d0'],
    ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
  ],
] as const;

const word = (hex: string) => Number.parseInt(hex, 16);
const hex = (n: number) => n.toString(16).padStart(8, '0');

function draws(count: number, random: Philox): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

describe('philox4x32', () => {
  test.each(KNOWN_ANSWERS)('counter %j and key %j give %j, as in Random123', (counter, key, expected) => {
    const block = Uint32Array.from(counter, word);
    philox4x32(block, word(key[0]), word(key[1]));
    expect(Array.from(block, hex)).toEqual(expected);
  });
});

describe('Philox', () => {
  test('block k of a stream has counter (k, 0, stream, substream) and key (seed, 0)', () => {
    const expected = [0, 1, 2].flatMap((k) => {
      const block = Uint32Array.of(k, 0, 7, 9);
      philox4x32(block, 123, 0);
      return [...block];
    });
    expect(draws(12, new Philox(123, 7, 9))).toEqual(expected);
  });

  test('generators with the same seed give the same numbers and do not affect each other', () => {
    const a = new Philox(5, 1);
    const b = new Philox(5, 1);
    const first = draws(10, a);
    draws(3, a);
    expect(draws(10, b)).toEqual(first);
  });

  test.each([
    ['seed', new Philox(6, 1, 0)],
    ['stream', new Philox(5, 2, 0)],
    ['substream', new Philox(5, 1, 1)],
    ['stream and substream exchanged', new Philox(5, 0, 1)],
  ])('a different %s gives different numbers', (_, other) => {
    const a = new Set(draws(1000, new Philox(5, 1, 0)));
    // By chance, two sets of 1,000 words share a word in 0.02 % of all cases.
    expect(draws(1000, other).filter((n) => a.has(n))).toEqual([]);
  });

  test('streams of one seed are not correlated', () => {
    const n = 20_000;
    const streams = [1, 2, 3].map((stream) => new Philox(0, stream));
    const rows = streams.map((random) => Array.from({ length: n }, () => random.normal()));
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const correlation = rows[i].reduce((sum, x, k) => sum + x * rows[j][k], 0) / n;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n));
    }
  });
});

import { describe, expect, test } from 'vitest';
import { NumpyRandom, Philox, type Random, shuffle } from '../../src/index.js';

const GENERATORS: [name: string, create: (seed: number) => Random][] = [
  ['Philox', (seed) => new Philox(seed, 0)],
  ['NumpyRandom', (seed) => new NumpyRandom(seed)],
];

/** Σ (observed − expected)² / expected over equally likely cells. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

/** The value that χ² exceeds once in about 30,000: the Wilson–Hilferty approximation at four standard deviations. */
function chiSquareLimit(degrees: number): number {
  return degrees * (1 - 2 / (9 * degrees) + 4 * Math.sqrt(2 / (9 * degrees))) ** 3;
}

describe.each(GENERATORS)('%s', (_, create) => {
  test.each([2, 3, 7, 10, 60, 64, 100])('integer(%i) is uniform', (n) => {
    const random = create(n);
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < 300 * n; i++) counts[random.integer(n)]++;
    expect(counts).toHaveLength(n);
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(n - 1));
    // Counts that are too even would not be random either.
    if (n >= 10) expect(chiSquare(counts)).toBeGreaterThan(0.3 * (n - 1));
  });

  test('integer(3 · 2³⁰) is uniform, where a 32-bit word modulo n would favour the lower third', () => {
    const random = create(3);
    const thirds = [0, 0, 0];
    for (let i = 0; i < 3000; i++) thirds[Math.floor(random.integer(3 * 2 ** 30) / 2 ** 30)]++;
    expect(chiSquare(thirds)).toBeLessThan(chiSquareLimit(2));
  });

  test('integer(1) is 0, and integer(2³²) draws from both halves of its range', () => {
    const random = create(1);
    expect(random.integer(1)).toBe(0);
    const large = Array.from({ length: 100 }, () => random.integer(2 ** 32));
    expect(large.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true);
    expect(large.some((n) => n >= 2 ** 31)).toBe(true);
    expect(large.some((n) => n < 2 ** 31)).toBe(true);
  });

  test('uniform() is uniform in [0, 1) and uses all 53 bits', () => {
    const random = create(4);
    const cells = new Array<number>(50).fill(0);
    const lowBits = [0, 0];
    const outside: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      const u = random.uniform();
      if (!(u >= 0 && u < 1)) outside.push(u);
      cells[Math.floor(u * 50)]++;
      lowBits[(u * 2 ** 53) % 2]++;
    }
    expect(outside).toEqual([]);
    expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(49));
    expect(chiSquare(lowBits)).toBeLessThan(chiSquareLimit(1));
  });

  test('normal() has the moments of the standard normal distribution', () => {
    const random = create(11);
    const n = 50_000;
    const draws = Array.from({ length: n }, () => random.normal());
    const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / n;
    // Four standard errors, from the variances 1, 2, 15 and 96 of x, x², x³ and x⁴.
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ]) {
      expect(Math.abs(moment(power) - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    }
    // P(|x| > 1.959964) = 0.05
    const outside = draws.filter((x) => Math.abs(x) > 1.959964).length / n;
    expect(Math.abs(outside - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / n));
  });

  test('shuffle permutes its items', () => {
    const items = Array.from({ length: 1000 }, (_, i) => i * i);
    const shuffled = [...items];
    shuffle(shuffled, create(1));
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  test('shuffle makes all 24 orders of four items equally likely', () => {
    const random = create(8);
    const counts = new Map<string, number>();
    for (let i = 0; i < 9600; i++) {
      const items = [0, 1, 2, 3];
      shuffle(items, random);
      counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(23));
  });

  test.each([[[]], [[7]]])('shuffle does not change %j', (items: number[]) => {
    const shuffled = [...items];
    shuffle(shuffled, create(0));
    expect(shuffled).toEqual(items);
  });
});

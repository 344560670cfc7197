import { describe, expect, test } from 'vitest';
import { comparePaired, mcNemar, tangoInterval } from '../../../src/training/evaluation/paired.js';

/** McNemar's p, summed in integers. */
function inIntegers(b: number, c: number): number {
  const n = b + c;
  let [term, sum] = [1n, 0n];
  for (let k = 0; k <= Math.min(b, c); k++) {
    sum += term;
    term = (term * BigInt(n - k)) / BigInt(k + 1);
  }
  const digits = 10n ** 200n;
  return Math.min(1, Number((2n * sum * digits) >> BigInt(n)) / 1e200);
}

describe('McNemar’s exact test', () => {
  test.each([
    [8, 2, 112 / 1024], // 2 (1 + 10 + 45) / 2¹⁰, by hand
    [2, 8, 112 / 1024],
    [5, 0, 2 / 32],
    [0, 0, 1],
    [7, 7, 1],
    [7, 6, 1], // twice the tail is more than 1
    [1, 7, 18 / 256], // 0.0703: Fagerland, Lydersen and Laake 2013, children before and after a transplant
  ])('of %i : %i images has p = %f', (b, c, p) => {
    expect(mcNemar(b, c)).toBeCloseTo(p, 14);
  });

  test.each([
    [86, 150],
    [150, 86],
    [327, 60],
    [1000, 1100],
  ])('of %i : %i images equals a sum in integers', (b, c) => {
    const exact = inIntegers(b, c);
    expect(Math.abs(mcNemar(b, c) / exact - 1)).toBeLessThan(1e-10);
  });

  test('gives the same p as R for the approval ratings of Agresti', () => {
    expect(mcNemar(86, 150).toExponential(3)).toBe('3.716e-5');
  });

  test('neither overflows nor underflows for many images', () => {
    expect(mcNemar(5000, 5000)).toBe(1);
    expect(mcNemar(500_000, 501_000)).toBeCloseTo(0.3179, 3); // from the normal distribution, z = 0.9985
    expect(mcNemar(4900, 5100)).toBeCloseTo(0.0466, 3); // z = 1.99, with the continuity correction
    expect(mcNemar(10_000, 0)).toBe(0);
  });
});

describe('Tango’s score interval', () => {
  test('has the published limits for the children before and after a transplant', () => {
    // Fagerland, Lydersen and Laake, Statistics in Medicine 33 (2014)
    expect(tangoInterval(1, 7, 21).map((limit) => limit.toFixed(3))).toEqual(['-0.517', '-0.026']);
  });

  test('has a half-width of z² / (N + z²) if both models are right on the same images', () => {
    const z = 1.959963984540054;
    const [low, high] = tangoInterval(0, 0, 100);
    expect(high).toBeCloseTo(z ** 2 / (100 + z ** 2), 12);
    expect(low).toBeCloseTo(-high, 12);
  });

  test('contains the estimate, even if one count is 0', () => {
    const [low, high] = tangoInterval(5, 0, 1000);
    expect(low).toBeLessThan(0.005);
    expect(high).toBeGreaterThan(0.005);
    expect(tangoInterval(0, 5, 1000)).toEqual([expect.closeTo(-high, 12), expect.closeTo(-low, 12)]);
    expect(tangoInterval(10, 0, 10)[1]).toBe(1);
    expect(tangoInterval(0, 10, 10)[0]).toBe(-1);
  });

  test('approaches the interval of the normal distribution for many images', () => {
    const [b, c, N] = [327, 60, 10_000];
    const estimate = (b - c) / N;
    const margin = (1.959963984540054 * Math.sqrt(b + c - (b - c) ** 2 / N)) / N;
    const [low, high] = tangoInterval(b, c, N);
    expect(low).toBeCloseTo(estimate - margin, 3);
    expect(high).toBeCloseTo(estimate + margin, 3);
  });
});

test('two nets are compared image by image', () => {
  const labels = Uint8Array.of(0, 1, 2, 3, 4, 5);
  const first = { labels, predicted: Uint8Array.of(0, 1, 2, 3, 0, 0) };
  const second = { labels, predicted: Uint8Array.of(0, 1, 0, 0, 4, 0) };
  expect(comparePaired(first, second)).toMatchObject({
    count: 6,
    bothRight: 2,
    onlyFirst: 2,
    onlySecond: 1,
    bothWrong: 1,
    difference: 1 / 6,
    p: 1,
  });
});

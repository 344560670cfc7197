import { describe, expect, test } from 'vitest';
import { drawDigit } from '../../../src/dataset/strokes/strokes.js';
import { deslant } from '../../../src/image/views/deslant.js';

/** An image of full ink where `isInk` says so. */
function drawn(rows: number, columns: number, isInk: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => (isInk(i % columns, Math.floor(i / columns)) ? 255 : 0));
}

function deslanted(image: Uint8Array, columns: number): Uint8Array {
  const to = new Uint8Array(image.length);
  deslant(to, image, columns);
  return to;
}

/** Mass, centre of mass, and covariance of x and y. */
function moments(image: Uint8Array, columns: number) {
  const mass = image.reduce((sum, ink) => sum + ink, 0);
  const mean = (of: (x: number, y: number) => number) =>
    image.reduce((sum, ink, i) => sum + ink * of(i % columns, Math.floor(i / columns)), 0) / mass;
  const [x, y] = [mean((x) => x), mean((_, y) => y)];
  const covariance = mean((a, b) => (a - x) * (b - y));
  return { mass, x, y, covariance };
}

describe('deslant', () => {
  test.each([1, -1])('makes a bar of slope %i upright, pixel for pixel', (slope) => {
    const bar = (of: number) => drawn(9, 20, (x, y) => Math.abs(x - 10 - of * (y - 4)) <= 1);
    expect(deslanted(bar(slope), 20)).toEqual(bar(0));
  });

  test('interpolates between two pixels where a row moves by half a pixel', () => {
    const image = drawn(2, 8, (x, y) => x === 3 + y);
    const expected = new Uint8Array(16);
    for (const at of [3, 4, 11, 12]) expected[at] = 128;
    expect(deslanted(image, 8)).toEqual(expected);
  });

  test('does not change an upright bar, a blank image, one row of ink or an image of one pixel', () => {
    const images = [
      drawn(10, 12, (x) => x === 5 || x === 6),
      new Uint8Array(120),
      drawn(10, 12, (_, y) => y === 3),
      drawn(10, 12, (x, y) => x === 3 && y === 4),
    ];
    for (const image of images) expect(deslanted(image, 12)).toEqual(image);
    expect(deslanted(Uint8Array.of(7), 1)).toEqual(Uint8Array.of(7));
    expect(deslanted(Uint8Array.of(0, 9, 200), 3)).toEqual(Uint8Array.of(0, 9, 200));
    expect(deslanted(Uint8Array.of(0, 9, 200), 1)).toEqual(Uint8Array.of(0, 9, 200));
  });

  test('drops ink that is sheared beyond an edge, without wrapping around', () => {
    const image = drawn(15, 9, (x, y) => x === 0 && y === 14);
    for (let y = 0; y < 8; y++) image[y * 9 + y] = 255;
    const to = deslanted(image, 9);
    expect(moments(to, 9).mass).toBeLessThanOrEqual(moments(image, 9).mass + image.length);
    for (let y = 8; y < 14; y++) expect(to.subarray(9 * y, 9 * y + 9)).toEqual(new Uint8Array(9));
  });

  test('removes the covariance of x and y of drawn digits, and keeps their mass and its centre', () => {
    for (let index = 0; index < 100; index++) {
      const image = new Uint8Array(784);
      drawDigit(image, 3, 'test', index);
      const [before, after] = [moments(image, 28), moments(deslanted(image, 28), 28)];
      expect(Math.abs(after.covariance)).toBeLessThan(0.1);
      expect(after.x).toBeCloseTo(before.x, 1);
      expect(after.y).toBeCloseTo(before.y, 1);
      expect(after.mass / before.mass).toBeCloseTo(1, 2);
    }
  });

  test('a second deslanting changes hardly anything', () => {
    for (let index = 0; index < 100; index++) {
      const image = new Uint8Array(784);
      drawDigit(image, 3, 'test', index);
      const once = deslanted(image, 28);
      const twice = deslanted(once, 28);
      const largest = once.reduce((most, ink, i) => Math.max(most, Math.abs(ink - twice[i])), 0);
      expect(largest).toBeLessThanOrEqual(3);
    }
  });
});

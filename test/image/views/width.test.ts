import { describe, expect, test } from 'vitest';
import { drawDigit } from '../../../src/dataset/strokes/strokes.js';
import { widthView } from '../../../src/image/views/width.js';

/** A block of ink in an image. */
function block(columns: number, rows: number, left: number, top: number, width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    return x >= left && x < left + width && y >= top && y < top + height ? 200 : 0;
  });
}

function withWidth(image: Uint8Array, columns: number, n: number): Uint8Array {
  const to = new Uint8Array(image.length);
  widthView(columns, n)(to, image);
  return to;
}

function boxOf(image: Uint8Array, columns: number) {
  const inked = [...image.keys()].filter((i) => image[i] > 0);
  const [xs, ys] = [inked.map((i) => i % columns), inked.map((i) => Math.floor(i / columns))];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
}

function centreX(image: Uint8Array, columns: number): number {
  const mass = image.reduce((sum, ink) => sum + ink, 0);
  return image.reduce((sum, ink, i) => sum + ink * (i % columns), 0) / mass;
}

describe('width', () => {
  test('scales a block to every width, and keeps its height and strength', () => {
    const image = block(28, 28, 8, 5, 12, 20);
    for (let n = 1; n <= 28; n++) {
      const left = Math.round(14 - n / 2);
      expect(withWidth(image, 28, n)).toEqual(block(28, 28, left, 5, n, 20));
    }
  });

  test('keeps the whole box in the image', () => {
    expect(withWidth(block(20, 10, 0, 0, 6, 10), 20, 16)).toEqual(block(20, 10, 0, 0, 16, 10));
    expect(withWidth(block(20, 10, 14, 0, 6, 10), 20, 16)).toEqual(block(20, 10, 4, 0, 16, 10));
  });

  test('does not change a box narrower than 0.45 of its height, since it is a one', () => {
    const [one, wider] = [block(28, 28, 10, 4, 8, 20), block(28, 28, 10, 4, 9, 20)];
    expect(withWidth(one, 28, 16)).toEqual(one);
    expect(boxOf(withWidth(wider, 28, 16), 28).width).toBe(16);
  });

  test('does not change a box of that width, a blank image or an image of one pixel', () => {
    const image = new Uint8Array(784);
    drawDigit(image, 3, 'test', 0);
    expect(withWidth(image, 28, boxOf(image, 28).width)).toEqual(image);
    expect(withWidth(new Uint8Array(784), 28, 5)).toEqual(new Uint8Array(784));
    expect(withWidth(Uint8Array.of(9), 1, 1)).toEqual(Uint8Array.of(9));
  });

  test('averages a pattern as fine as pixels, instead of picking some of them', () => {
    const stripes = block(28, 28, 4, 4, 20, 20).map((ink, i) => (i % 2 === 0 ? ink : 0));
    stripes[4 * 28 + 23] = 1; // otherwise the box would end a column earlier
    const row = withWidth(stripes, 28, 10).subarray(10 * 28, 11 * 28);
    const inside = row.filter((ink) => ink > 0).subarray(1, -1);
    expect(inside).toHaveLength(8);
    for (const ink of inside) expect(Math.abs(ink - 100)).toBeLessThanOrEqual(1);
  });

  test('interpolates if the box becomes wider', () => {
    expect(withWidth(Uint8Array.of(0, 9, 0), 3, 3)).toEqual(Uint8Array.of(9, 9, 9));
    const image = Uint8Array.of(0, 0, 40, 120, 0, 0);
    expect(withWidth(image, 6, 4)).toEqual(Uint8Array.of(0, 40, 60, 100, 120, 0));
  });

  test('keeps the centre of mass of drawn digits, up to rounding to whole pixels', () => {
    for (let index = 0; index < 100; index++) {
      const image = new Uint8Array(784);
      drawDigit(image, 3, 'test', index);
      const { width, height } = boxOf(image, 28);
      for (const n of [8, 14, 20]) {
        const to = withWidth(image, 28, n);
        const box = boxOf(to, 28);
        expect(box.top).toBe(boxOf(image, 28).top);
        expect(Math.abs(box.width - (width < 0.45 * height ? width : n))).toBeLessThanOrEqual(1);
        expect(Math.abs(centreX(to, 28) - centreX(image, 28))).toBeLessThan(0.6);
      }
    }
  });
});

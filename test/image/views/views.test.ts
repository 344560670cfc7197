import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/dataset/cache/verify.js';
import { drawDigit } from '../../../src/dataset/strokes/strokes.js';
import { expectedImages, type View, viewed, viewFault } from '../../../src/image/views/views.js';

const DIGITS = new Uint8Array(200 * 784);
for (let index = 0; index < 200; index++) drawDigit(DIGITS.subarray(784 * index, 784 * (index + 1)), 0, 'test', index);

describe('views', () => {
  /** Pinned: models were trained on these bytes. */
  test.each<[View, string]>([
    ['deslant', '4f6fbf239e50881f07beeb808ec2b9c0d30e210b105433929848d37400159470'],
    [{ width: 8 }, '527a9e2b1398206cfe8de55bcfb58b3bcb119aee8ac3b2f5ef52a0d0e18b90f9'],
    [{ width: 14 }, '8379185291839d2701e166a09ab1e8b6b0496e89def4e1b172d5983fcabffa94'],
    [{ width: 20 }, 'c6307ffc06016e78450d80b25c0a10462c62c429e17556a0c64d927468bb1f9a'],
  ])('make the same bytes everywhere: %j', (view, hash) => {
    expect(sha256(viewed(DIGITS, 28, 28, view))).toBe(hash);
  });

  test('in a list are applied in order', () => {
    const both = viewed(DIGITS, 28, 28, ['deslant', { width: 20 }]);
    expect(sha256(both)).toBe(sha256(viewed(viewed(DIGITS, 28, 28, 'deslant'), 28, 28, { width: 20 })));
    expect(sha256(both)).not.toBe(sha256(viewed(DIGITS, 28, 28, [{ width: 20 }, 'deslant'])));
    expect(expectedImages(['deslant', { width: 20 }])).toMatch(/^deslanted images.*, then images.* 20 pixels/);
    expect(viewFault(['deslant', { width: 29 }], 28)).toBe('width 29 is more than the 28 columns of the images');
  });

  test('process each image independently, and do not modify the given images', () => {
    const before = sha256(DIGITS);
    for (const view of ['deslant', { width: 12 }] as const) {
      const all = viewed(DIGITS, 28, 28, view);
      for (const n of [0, 1, 199]) {
        const one = DIGITS.subarray(784 * n, 784 * (n + 1));
        expect(all.subarray(784 * n, 784 * (n + 1))).toEqual(viewed(one, 28, 28, view));
      }
    }
    expect(sha256(DIGITS)).toBe(before);
    expect(viewed(DIGITS, 28, 28, undefined)).toBe(DIGITS);
  });

  test('accept images of any shape', () => {
    for (const [rows, columns] of [
      [1, 1],
      [1, 9],
      [9, 1],
      [3, 7],
      [64, 64],
    ]) {
      const images = Uint8Array.from({ length: 3 * rows * columns }, (_, i) => (i * 37) % 256);
      for (const view of ['deslant', { width: 1 }, { width: columns }] as const) {
        expect(viewed(images, rows, columns, view)).toHaveLength(images.length);
      }
    }
    expect(viewed(new Uint8Array(), 28, 28, 'deslant')).toHaveLength(0);
  });

  test('describe the images they expect, and reject a width beyond the columns', () => {
    expect(expectedImages('deslant')).toMatch(/^deslanted images/);
    expect(expectedImages({ width: 14 })).toContain('14 pixels');
    expect(viewFault('deslant', 1)).toBeUndefined();
    expect(viewFault({ width: 28 }, 28)).toBeUndefined();
    expect(viewFault({ width: 29 }, 28)).toBe('width 29 is more than the 28 columns of the images');
  });
});

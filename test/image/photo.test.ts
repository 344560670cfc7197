import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { inkOf, type Rgba } from '../../src/image/ink.js';
import { decodeJpeg } from '../../src/image/jpeg.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import { Philox } from '../../src/random/philox.js';
import { inkOfImage } from '../fixtures/photos/canvas.js';
import { lampPhoto } from '../fixtures/photos/lamp.js';
import { notebookPhoto } from '../fixtures/photos/notebook.js';

function digitOf(index: number): Uint8Array {
  const pixels = new Uint8Array(784);
  drawDigit(pixels, 5, 'test', index);
  return pixels;
}

/** Pearson correlation of two images. */
function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (c: ArrayLike<number>) => Array.from(c).reduce((sum, value) => sum + value) / c.length;
  const [p, q] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - p) * (b[i] - q);
    aa += (a[i] - p) ** 2;
    bb += (b[i] - q) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('a digit is recovered from a photograph', () => {
  // `npm run torture` tests 500 of them with a net.
  test.each([
    ['under a lamp', lampPhoto, 4],
    ['of a page of a notebook', notebookPhoto, 2],
  ])('%s', (_, photo, count) => {
    for (let n = 0; n < count; n++) {
      const digit = digitOf(n);
      const file = photo(inkOfImage(digit, n % 2 === 0), new Philox(3, 1, n));
      const { pixels, others } = mnistImage(inkOf(decodeJpeg(file, `${n}.jpg`)));
      expect([n, others]).toEqual([n, 0]);
      expect(likeness(pixels, digit)).toBeGreaterThan(0.75);
    }
  });
});

const [WIDTH, HEIGHT] = [300, 240];

/**
 * A picture lit by a lamp at the left, in integers only, so it is the same on every machine. paint: 0 … 100 % of the
 * light.
 */
function lit(paint: (x: number, y: number) => number): Rgba {
  const data = new Uint8Array(4 * WIDTH * HEIGHT).fill(255);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const grain = ((x * 7919 + y * 104729) % 11) - 5;
      const level = Math.floor((paint(x, y) * (230 - Math.floor(x / 2))) / 100) + grain;
      data.fill(Math.max(0, level), 4 * (y * WIDTH + x), 4 * (y * WIDTH + x) + 3);
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

const seven = (x: number, y: number, left: number) =>
  (y >= 60 && y < 76 && x >= left && x < left + 80) ||
  (y >= 60 && y < 180 && Math.abs(2 * (x - left) - 150 + Math.floor((y - 60) / 1.5)) < 18);

describe('in uneven light', () => {
  const plain = mnistImage(inkOf(lit((x, y) => (seven(x, y, 110) ? 25 : 100))));

  test('the box surrounds the digit', () => {
    const { left, top, width, height } = plain.box;
    const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(3);
    near(left, 110);
    near(top, 60);
    near(width, 84);
    near(height, 120);
    expect(plain.others).toBe(0);
  });

  test('a shadow, a strip of desk and printed lines have little effect', () => {
    for (const around of [
      (x: number, y: number) => (x + y > 260 ? 60 : 100),
      (x: number, y: number) => (x < 12 || y > HEIGHT - 10 ? 20 : 100),
      (x: number, y: number) => (x % 40 < 2 || y % 40 < 2 ? 85 : 100),
    ]) {
      const { pixels } = mnistImage(
        inkOf(lit((x, y) => Math.floor((around(x, y) * (seven(x, y, 110) ? 25 : 100)) / 100))),
      );
      expect(likeness(pixels, plain.pixels)).toBeGreaterThan(0.9);
    }
  });

  test('chalk gives the same result as ink', () => {
    const { pixels } = mnistImage(inkOf(lit((x, y) => (seven(x, y, 110) ? 90 : 20))));
    expect(likeness(pixels, plain.pixels)).toBeGreaterThan(0.9);
  });

  test('blank paper, or only a strip of desk, is empty', () => {
    expect(mnistImage(inkOf(lit(() => 100))).isEmpty).toBe(true);
    expect(mnistImage(inkOf(lit((x) => (x < 12 ? 20 : 100)))).isEmpty).toBe(true);
  });

  test('of two digits, the larger is used and the other is counted', () => {
    const { pixels, others } = mnistImage(
      inkOf(lit((x, y) => (seven(x, y, 40) || (y > 80 && seven(x, y, 180)) ? 25 : 100))),
    );
    expect(others).toBe(1);
    expect(likeness(pixels, plain.pixels)).toBeGreaterThan(0.9);
  });

  test('the pixels are the same on every machine', () => {
    expect(createHash('sha256').update(plain.pixels).digest('hex')).toBe(
      '7d616cc4ac44d72c8c6cd34c41e8fa33bb5bee47c6e87442a2dfb711c8031d5e',
    );
  });
});

test('a strip along the edge of a drawing, or a frame, is ignored', () => {
  const drawing = (x: number, y: number, around: boolean): number => (seven(x, y, 110) || around ? 0 : 255);
  const flat = (around: (x: number, y: number) => boolean): Rgba => {
    const data = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => {
      const [x, y] = [(i >> 2) % WIDTH, Math.floor((i >> 2) / WIDTH)];
      return i % 4 === 3 ? 255 : drawing(x, y, around(x, y));
    });
    return { width: WIDTH, height: HEIGHT, data };
  };
  const { pixels } = mnistImage(inkOf(flat(() => false)));
  const strip = mnistImage(inkOf(flat((x) => x < 15)));
  const frame = mnistImage(inkOf(flat((x, y) => x < 4 || y < 4 || x >= WIDTH - 4 || y >= HEIGHT - 4)));
  expect(likeness(strip.pixels, pixels)).toBeGreaterThan(0.95);
  expect(likeness(frame.pixels, pixels)).toBeGreaterThan(0.95);
});

import { describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { isDrawable } from '../../src/image/drawable.js';
import type { Ink } from '../../src/image/ink.js';
import { inkOf, type Rgba } from '../../src/image/ink.js';
import { mnistImage } from '../../src/image/mnist-image.js';

/** Built-in digits, which have MNIST's form. */
const DIGITS = Array.from({ length: 40 }, (_, index) => {
  const pixels = new Uint8Array(784);
  drawDigit(pixels, 5, 'test', index);
  return pixels;
});

function ink(width: number, height: number, at: (x: number, y: number) => number): Ink {
  const data = Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
  return { width, height, data };
}

/** An enlarged image on paper: each pixel becomes a square of `zoom` pixels. */
function enlarged(pixels: Uint8Array, zoom: number, left = 0, top = 0, side = 28 * zoom): Ink {
  return ink(side, side, (x, y) => {
    const column = Math.floor((x - left) / zoom);
    const row = Math.floor((y - top) / zoom);
    return column >= 0 && row >= 0 && column < 28 && row < 28 ? pixels[row * 28 + column] / 255 : 0;
  });
}

function grey(width: number, height: number, at: (x: number, y: number) => number): Rgba {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.fill(at(i % width, Math.floor(i / width)), 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}

function centre(pixels: Uint8Array, side = 28): [x: number, y: number] {
  const mass = pixels.reduce((sum, byte) => sum + byte, 0);
  const x = pixels.reduce((sum, byte, i) => sum + byte * (i % side), 0);
  const y = pixels.reduce((sum, byte, i) => sum + byte * Math.floor(i / side), 0);
  return [x / mass, y / mass];
}

function distance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, byte, i) => sum + Math.abs(byte - b[i]), 0) / a.reduce((sum, byte) => sum + byte, 0);
}

describe('a digit in MNIST’s form', () => {
  test('stays unchanged', () => {
    for (const digit of DIGITS) expect(mnistImage(enlarged(digit, 1)).pixels).toEqual(digit);
  });

  test.each([
    ['10 times larger', 10, 0, 0, 280],
    ['in a corner of a large sheet', 7, 400, 3, 600],
    ['at its own size on a larger sheet', 1, 30, 11, 64],
  ])('is recovered when it is %s', (_, zoom, left, top, side) => {
    for (const digit of DIGITS.slice(0, 12)) {
      expect(distance(digit, mnistImage(enlarged(digit, zoom, left, top, side)).pixels)).toBeLessThan(0.2);
    }
  });
});

describe('a drawing', () => {
  test('is scaled to 20 pixels, keeps its aspect ratio, and is centred by mass', () => {
    const { pixels, box, isEmpty } = mnistImage(
      ink(300, 200, (x, y) => (x >= 40 && x < 80 && y >= 10 && y < 170 && (x < 60 || y > 130) ? 1 : 0)),
    );
    expect({ box, isEmpty }).toEqual({ box: { left: 40, top: 10, width: 40, height: 160 }, isEmpty: false });
    const rows = Array.from({ length: 28 }, (_, row) => pixels.subarray(28 * row, 28 * row + 28));
    expect(rows.filter((row) => row.some((byte) => byte > 0))).toHaveLength(20);
    const columns = pixels.reduce((seen, byte, i) => (byte > 0 ? seen.add(i % 28) : seen), new Set<number>());
    expect(columns.size).toBe(5);
    for (const middle of centre(pixels)) expect(Math.abs(middle - 14)).toBeLessThanOrEqual(0.5);
  });

  test('keeps its amount of ink when it is scaled down by a fraction', () => {
    const bar = mnistImage(ink(77, 77, (x, y) => (x >= 10 && x < 64 && y >= 30 && y < 43 ? 1 : 0)));
    // 54×13 pixels scaled by 20/54.
    const expected = 255 * 20 * ((13 * 20) / 54);
    expect(Math.abs(bar.pixels.reduce((sum, byte) => sum + byte, 0) / expected - 1)).toBeLessThan(0.01);
  });

  test('of a single pixel or line, even at the edge, is enlarged', () => {
    expect(mnistImage(ink(1, 1, () => 1)).pixels.filter((byte) => byte === 255)).toHaveLength(400);
    const line = mnistImage(ink(50, 1, (x) => (x < 9 ? 1 : 0)));
    expect(line.box).toEqual({ left: 0, top: 0, width: 9, height: 1 });
    expect(line.pixels.filter((byte) => byte > 0)).toHaveLength(60);
  });

  test('of thin lines is not faint', () => {
    const { pixels } = mnistImage(ink(280, 280, (x, y) => (x === y && x > 40 && x < 240 ? 1 : 0)));
    expect(Math.max(...pixels)).toBe(255);
  });

  test('ignores specks of dust, but keeps separate strokes', () => {
    const digit = (x: number, y: number) => x > 90 && x < 120 && y > 60 && y < 200;
    const dust = new Set([3 * 280 + 5, 270 * 280 + 11, 140 * 280 + 278]);
    const { box } = mnistImage(ink(280, 280, (x, y) => (digit(x, y) || dust.has(y * 280 + x) ? 1 : 0)));
    expect(box).toEqual({ left: 91, top: 61, width: 29, height: 139 });
    const loose = (x: number, y: number) => x > 150 && x < 190 && y > 30 && y < 50;
    expect(mnistImage(ink(280, 280, (x, y) => (digit(x, y) || loose(x, y) ? 1 : 0))).box).toEqual({
      left: 91,
      top: 31,
      width: 99,
      height: 169,
    });
  });

  test('without ink is empty', () => {
    const { pixels, isEmpty, box } = mnistImage(ink(280, 280, () => 0));
    expect(isEmpty).toBe(true);
    expect(pixels).toEqual(new Uint8Array(784));
    expect(box).toEqual({ left: 0, top: 0, width: 0, height: 0 });
  });

  test('is not modified, and gives the same pixels every time', () => {
    const drawing = enlarged(DIGITS[0], 9, 13, 1, 300);
    const before = Array.from(drawing.data);
    expect(mnistImage(drawing)).toEqual(mnistImage(drawing));
    expect(Array.from(drawing.data)).toEqual(before);
  });
});

describe('an image of another size', () => {
  const letter = ink(300, 200, (x, y) => (x >= 40 && x < 80 && y >= 10 && y < 170 && (x < 60 || y > 130) ? 1 : 0));

  test.each([
    [8, 6],
    [16, 11],
    [28, 20],
    [37, 26],
    [64, 46],
  ])('of side %i has a box of %i', (side, box) => {
    const { pixels } = mnistImage(letter, side);
    expect(pixels.length).toBe(side * side);
    const rows = Array.from({ length: side }, (_, row) => pixels.subarray(side * row, side * row + side));
    expect(rows.filter((row) => row.some((byte) => byte > 0))).toHaveLength(box);
    for (const middle of centre(pixels, side)) expect(Math.abs(middle - side / 2)).toBeLessThanOrEqual(0.5);
  });

  test('stays unchanged if it already has this form', () => {
    for (const side of [8, 20, 64]) {
      const { pixels } = mnistImage(letter, side);
      const again = mnistImage(
        ink(side, side, (x, y) => pixels[y * side + x] / 255),
        side,
      );
      expect(again.pixels).toEqual(pixels);
    }
  });

  test.each([
    [12, 20, false],
    [7, 7, false],
    [8, 8, true],
    [64, 64, true],
  ])('of %i×%i accepts drawings: %s', (rows, columns, expected) => {
    expect(isDrawable(rows, columns)).toBe(expected);
  });
});

describe('the ink of a picture', () => {
  const square = (x: number, y: number) => x > 10 && x < 20 && y > 5 && y < 25;

  test.each<[string, paper: number, inked: number]>([
    ['dark on light', 255, 0],
    ['light on dark', 0, 255],
    ['pencil on grey', 200, 120],
    ['chalk on a blackboard', 40, 180],
  ])('%s goes from 0 to 1', (_, paper, inked) => {
    const { data } = inkOf(grey(30, 30, (x, y) => (square(x, y) ? inked : paper)));
    expect(Array.from(data)).toEqual(Array.from({ length: 900 }, (_, i) => +square(i % 30, Math.floor(i / 30))));
  });

  test('is zero for a white picture, a grey one and one with faint grain', () => {
    for (const picture of [
      grey(30, 30, () => 255),
      grey(28, 28, () => 0),
      grey(30, 30, () => 99),
      grey(30, 30, (x, y) => 240 + ((x * 7 + y * 13) % 9)),
    ]) {
      expect(inkOf(picture).data.length).toBe(picture.width * picture.height);
      expect(mnistImage(inkOf(picture)).isEmpty).toBe(true);
    }
  });

  test.each([
    ['black', 0],
    ['white', 255],
  ])('is found if it is %s on a transparent background', (_, level) => {
    const picture = grey(30, 30, () => level);
    const data = Uint8Array.from(picture.data, (byte, i) => {
      const pixel = Math.floor(i / 4);
      return i % 4 === 3 ? 255 * +square(pixel % 30, Math.floor(pixel / 30)) : byte;
    });
    expect(mnistImage(inkOf({ ...picture, data })).box).toEqual({ left: 11, top: 6, width: 9, height: 19 });
  });

  test('uses the luminance of colours', () => {
    const picture = grey(30, 30, () => 255);
    const data = Uint8Array.from(picture.data, (byte, i) => {
      const pixel = Math.floor(i / 4);
      return square(pixel % 30, Math.floor(pixel / 30)) ? [200, 30, 30, 255][i % 4] : byte;
    });
    expect(Math.max(...Array.from(inkOf({ ...picture, data }).data))).toBe(1);
  });

  test('is found if it touches the border, and a thin frame is ignored', () => {
    const tight = inkOf(grey(64, 64, (x, y) => (x > 20 && x < 40 ? 0 : 255 - ((x + y) % 3))));
    expect([tight.data[30], tight.data[64 * 32 + 5]]).toEqual([1, 0]);
    const framed = inkOf(grey(100, 100, (x, y) => (x === 0 || y === 0 || x === 99 || y === 99 ? 0 : 255)));
    expect(framed.data[50 * 100 + 50]).toBe(0);
  });
});

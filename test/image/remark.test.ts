import { describe, expect, test } from 'vitest';
import { loadTestSet } from '../../src/dataset/load.js';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import type { Ink } from '../../src/image/picture.js';
import { readsDigits, remarkOn } from '../../src/image/remark.js';
import { Philox } from '../../src/random/philox.js';
import { DRAWN_DIGITS } from '../fixtures/drawn-digits.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { beside, drawn, hatching, letter, letterNames, noise, scribble } from '../fixtures/things.js';

const MORE = 'there is more than one object; only the largest is read';
const UNLIKE = 'it does not look like a digit';

function digitOf(index: number): Uint8Array {
  const pixels = new Uint8Array(784);
  drawDigit(pixels, 6, 'test', index);
  return pixels;
}

function share(count: number, remark: string | undefined, draw: (random: Philox, n: number) => Ink): number {
  let found = 0;
  for (let n = 0; n < count; n++) found += +(remarkOn(mnistImage(draw(new Philox(8, 1, n), n))) === remark);
  return found / count;
}

const asInk = (pixels: Uint8Array): Ink => ({ width: 28, height: 28, data: pixels.map((byte) => +(byte > 127)) });

describe('there is no remark about', () => {
  test('digits drawn on the pad', () => {
    const drawing = (random: Philox, n: number) =>
      drawn(
        DRAWN_DIGITS[n % 10].map((stroke) => stroke.map(([x, y]) => [280 * x, 280 * y] as const)),
        14 + 12 * random.uniform(),
      );
    expect(share(40, undefined, drawing)).toBe(1);
  });

  test('most built-in digits', () => {
    let unlike = 0;
    for (let n = 0; n < 300; n++) unlike += +(remarkOn({ pixels: digitOf(n), others: 0 }) !== undefined);
    expect(unlike / 300).toBeLessThan(0.1);
  });

  test.skipIf(withoutRealMnist())('97 % of MNIST’s test images', async () => {
    const { test: split } = await loadTestSet({ dataset: 'mnist', dataDir: REAL_MNIST, offline: true });
    let unlike = 0;
    for (let n = 0; n < 2000; n++) {
      const pixels = split.images.subarray(784 * n, 784 * n + 784);
      unlike += +(remarkOn({ pixels, others: 0 }) !== undefined);
    }
    expect(unlike / 2000).toBeLessThan(0.03);
  });
});

test.each<[string, least: number, draw: (random: Philox, n: number) => Ink]>([
  ['a scribble', 0.9, (random, n) => scribble(random, 10 + (n % 30))],
  ['a hatched area', 0.8, (random) => hatching(random)],
  ['grain', 0.5, (random) => noise(random)],
  ['a letter', 0.4, (random, n) => letter(random, letterNames[n % letterNames.length])],
])('%s mostly gets the remark that it is not a digit', (_, least, draw) => {
  expect(share(60, UNLIKE, draw)).toBeGreaterThanOrEqual(least);
});

test('two digits get the remark that there is more than one object', () => {
  const two = (random: Philox, n: number) => beside(digitOf(n), digitOf(n + 100), 2 + random.integer(8));
  expect(share(60, MORE, two)).toBeGreaterThanOrEqual(0.9);
});

test('black squares get the remark that they are not digits', () => {
  for (const side of [12, 20]) {
    const square = Uint8Array.from({ length: 784 }, (_, i) =>
      Math.abs((i % 28) - 13.5) < side / 2 && Math.abs(Math.floor(i / 28) - 13.5) < side / 2 ? 255 : 0,
    );
    expect(remarkOn(mnistImage(asInk(square)))).toBe(UNLIKE);
  }
});

test.each([
  [784, 10, { dataset: { name: 'mnist' } }, true],
  [784, 10, { dataset: { name: 'strokes' } }, true],
  [784, 10, {}, true],
  [784, 10, { dataset: { name: 'fashion-mnist' } }, false],
  [784, 26, {}, false],
  [256, 10, { dataset: { name: 'strokes' } }, false],
])('a model of %i inputs and %i outputs, trained on %j, recognises digits: %s', (input, output, training, expected) => {
  expect(readsDigits({ architecture: { input, output }, training })).toBe(expected);
});

import { expect, test } from 'vitest';
import { inkOf, type Rgba } from '../../src/image/ink.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import { trainMnistReader } from '../fixtures/mnist-reader.js';
import { withoutRealMnist } from '../fixtures/real-mnist.js';

const IMAGES = 300;

function canvas(image: Uint8Array, side: number, isInverted: boolean): Rgba {
  const pixels = new Uint32Array(side * side);
  for (let i = 0; i < side * side; i++) {
    const row = Math.floor((Math.floor(i / side) * 28) / side);
    const byte = image[row * 28 + Math.floor(((i % side) * 28) / side)];
    pixels[i] = 0xff000000 + 0x010101 * (isInverted ? 255 - byte : byte);
  }
  return { width: side, height: side, data: new Uint8Array(pixels.buffer) };
}

test.skipIf(withoutRealMnist())('real digits on canvases give the same answers as the images themselves', async () => {
  const { images, labels, answers } = await trainMnistReader(1200, { train: 12_000, test: IMAGES });
  const image = (n: number) => images.subarray(784 * n, 784 * n + 784);
  const expected = answers(images);
  const right = expected.flatMap((k, n) => (k === labels[n] ? [n] : []));
  expect(right.length).toBeGreaterThan(0.9 * IMAGES);
  for (const side of [28, 200]) {
    for (const isInverted of [false, true]) {
      const seen = new Uint8Array(784 * IMAGES);
      for (let n = 0; n < IMAGES; n++) seen.set(mnistImage(inkOf(canvas(image(n), side, isInverted))).pixels, 784 * n);
      if (side === 28) expect(Buffer.compare(seen, images)).toBe(0);
      const got = answers(seen);
      expect(right.filter((n) => got[n] === expected[n]).length / right.length).toBeGreaterThanOrEqual(0.97);
    }
  }
});

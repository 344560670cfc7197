import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.js';
import type { Rows } from '../../src/engine/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { inkOf, type Rgba } from '../../src/image/ink.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { answer } from '../../src/training/evaluation/evaluation.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';

const IMAGES = 300;

/** A test image on a canvas of side × side pixels. */
function canvas(image: Uint8Array, side: number, isInverted: boolean): Rgba {
  const pixels = new Uint32Array(side * side);
  for (let i = 0; i < side * side; i++) {
    const row = Math.floor((Math.floor(i / side) * 28) / side);
    const byte = image[row * 28 + Math.floor(((i % side) * 28) / side)];
    pixels[i] = 0xff000000 + 0x010101 * (isInverted ? 255 - byte : byte);
  }
  return { width: side, height: side, data: new Uint8Array(pixels.buffer) };
}

test.skipIf(withoutRealMnist())('real digits on canvases are read as the images themselves', async () => {
  const limit = { train: 12_000, test: IMAGES };
  const dataset = await loadDataset({ dataset: 'mnist', dataDir: REAL_MNIST, offline: true, limit });
  const engine = createSimdEngine('float32');
  const network = new Network(engine, { input: 784, hidden: [50], output: 10, activation: 'relu' });
  network.initialise(new Philox(0, 1), 0.01);
  const options = {
    gradient: 'backprop',
    numerical: {},
    sampling: 'shuffle',
    batchSize: 100,
    learningRate: 0.2,
    iterations: 1200,
    evaluateEvery: 1200,
  } as const;
  for await (const _ of train(network, loadInto(engine, dataset), options, new Philox(0, 2)));

  const { images, labels } = dataset.test;
  const image = (n: number) => images.subarray(784 * n, 784 * n + 784);
  const answers = (rows: Rows) => {
    const scores = network.scores({ rows, index: Int32Array.from({ length: IMAGES }, (_, n) => n) });
    return Array.from({ length: IMAGES }, (_, n) => answer(scores, n));
  };
  const expected = answers(engine.rows(images, 784, 255));
  const right = expected.flatMap((k, n) => (k === labels[n] ? [n] : []));
  expect(right.length).toBeGreaterThan(0.9 * IMAGES);
  for (const side of [28, 200]) {
    for (const isInverted of [false, true]) {
      const seen = new Uint8Array(784 * IMAGES);
      for (let n = 0; n < IMAGES; n++) seen.set(mnistImage(inkOf(canvas(image(n), side, isInverted))).pixels, 784 * n);
      if (side === 28) expect(Buffer.compare(seen, images)).toBe(0);
      const got = answers(engine.rows(seen, 784, 255));
      expect(right.filter((n) => got[n] === expected[n]).length / right.length).toBeGreaterThanOrEqual(0.97);
    }
  }
});

import { beforeAll, describe, expect, test } from 'vitest';
import { loadMnist, type MnistOptions } from '../../src/book/load-mnist.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';

const limit = { train: 200, test: 50 };

function load(options: MnistOptions = {}) {
  return loadMnist({ dataDir: REAL_MNIST, offline: true, limit, ...options });
}

describe.skipIf(withoutRealMnist())('loadMnist, like the book’s load_mnist', () => {
  let plain: Awaited<ReturnType<typeof load>>;
  beforeAll(async () => {
    plain = await load();
  });

  test('gives flat float32 images from 0 to 1 and class numbers by default', () => {
    const { train, test: testSplit } = plain;
    expect([train.x.shape, train.t.shape]).toEqual([[200, 784], [200]]);
    expect([testSplit.x.shape, testSplit.t.shape]).toEqual([[50, 784], [50]]);
    expect(train.x.data).toBeInstanceOf(Float32Array);
    expect(new Set(train.x.data).size).toBe(256);
    expect(train.x.get(0, 5 * 28 + 12)).toBe(Math.fround(3 / 255));
    expect(train.t.get(0)).toBe(5);
  });

  test('divides like NumPy in float32', async () => {
    const bytes = (await load({ normalize: false })).test.x.data;
    const floats = plain.test.x.data;
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect(Array.from(floats)).toEqual(Array.from(bytes, (byte) => Math.fround(byte / 255)));
  });

  test('keeps rows and columns with flatten: false', async () => {
    const flat = plain.train.x;
    const { x } = (await load({ flatten: false })).train;
    expect(x.shape).toEqual([200, 1, 28, 28]);
    expect(x.get(3, 0, 14, 15)).toBe(flat.get(3, 14 * 28 + 15));
  });

  test('gives one-hot labels with oneHot: true', async () => {
    const labels = plain.train.t;
    const { t } = (await load({ oneHot: true })).train;
    expect(t.shape).toEqual([200, 10]);
    for (let i = 0; i < 200; i++) {
      const row = Array.from({ length: 10 }, (_, j) => t.get(i, j));
      expect(row).toEqual(Array.from({ length: 10 }, (_, j) => (j === labels.get(i) ? 1 : 0)));
    }
  });

  test('gives the whole dataset without a limit', async () => {
    const { train } = await load({ limit: undefined, normalize: false });
    expect([train.x.shape, train.x.data.length]).toEqual([[60_000, 784], 47_040_000]);
  });
});

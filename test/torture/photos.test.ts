import { expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { inkOf } from '../../src/image/ink.js';
import { decodeJpeg } from '../../src/image/jpeg.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { answer } from '../../src/training/evaluation/evaluation.js';
import { train } from '../../src/training/train.js';
import { emptyRows, loadInto } from '../../src/training/training-data.js';
import { inkOfImage } from '../fixtures/photos/canvas.js';
import { lampPhoto } from '../fixtures/photos/lamp.js';
import { notebookPhoto } from '../fixtures/photos/notebook.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { PATIENCE, report, times } from './torture.js';

/** Test images from here on; the program was tuned on photographs of 5,000 to 5,399. */
const FIRST = 6000;

test.skipIf(withoutRealMnist())(
  'a net reads photographs of digits as it reads the digits',
  async () => {
    const dataset = await loadDataset({ dataset: 'mnist', dataDir: REAL_MNIST, offline: true });
    const engine = createSimdEngine('float32');
    const network = new Network(engine, { input: 784, hidden: [50], output: 10, activation: 'relu' });
    network.initialise(new Philox(0, 1), 0.01);
    const options = {
      gradient: 'backprop',
      numerical: {},
      sampling: 'shuffle',
      batchSize: 100,
      learningRate: 0.2,
      iterations: times(600, 6000),
      evaluateEvery: 6000,
    } as const;
    const { images, labels } = dataset.test;
    const [kept, truth] = [images.slice(), labels.slice()];
    for await (const _ of train(network, loadInto(engine, dataset), options, new Philox(0, 2)));
    const x = { rows: emptyRows(engine, 1, 784), index: Int32Array.of(0) };
    const read = (pixels: Uint8Array) => {
      engine.refill(x.rows, pixels);
      return answer(network.scores(x), 0);
    };

    for (const [fault, photo, count] of [
      ['a photograph under a lamp, read', lampPhoto, times(4, 500)],
      ['a photograph of a notebook, read', notebookPhoto, times(2, 500)],
    ] as const) {
      const figures = { fault, injected: 0, survived: 0 };
      for (let n = FIRST; n < FIRST + count; n++) {
        const image = kept.subarray(784 * n, 784 * n + 784);
        if (read(image) !== truth[n]) continue;
        const file = photo(inkOfImage(image, n % 2 === 0), new Philox(2, 77, n));
        figures.injected++;
        figures.survived += +(read(mnistImage(inkOf(decodeJpeg(file, `${n}.jpg`))).pixels) === truth[n]);
      }
      report(figures);
      expect(figures.survived / figures.injected).toBeGreaterThanOrEqual(times(0.75, 0.96));
    }
  },
  PATIENCE,
);

import { expect, test } from 'vitest';
import { inkOf } from '../../src/image/ink.js';
import { decodeJpeg } from '../../src/image/jpeg.js';
import { mnistImage } from '../../src/image/mnist-image.js';
import { Philox } from '../../src/random/philox.js';
import { trainMnistReader } from '../fixtures/mnist-reader.js';
import { inkOfImage } from '../fixtures/photos/canvas.js';
import { lampPhoto } from '../fixtures/photos/lamp.js';
import { notebookPhoto } from '../fixtures/photos/notebook.js';
import { withoutRealMnist } from '../fixtures/real-mnist.js';
import { PATIENCE, report, times } from './torture.js';

/** The first test image; the program was tuned on photographs of images 5,000 to 5,399. */
const FIRST = 6000;

test.skipIf(withoutRealMnist())(
  'a net recognises nearly all photographs of digits that it recognises in MNIST',
  async () => {
    const { images, labels, answers } = await trainMnistReader(times(600, 6000));
    for (const [fault, photo, count] of [
      ['a photograph under a lamp, read', lampPhoto, times(4, 500)],
      ['a photograph of a notebook, read', notebookPhoto, times(2, 500)],
    ] as const) {
      const figures = { fault, injected: 0, survived: 0 };
      for (let n = FIRST; n < FIRST + count; n++) {
        const image = images.subarray(784 * n, 784 * n + 784);
        if (answers(image)[0] !== labels[n]) continue;
        const file = photo(inkOfImage(image, n % 2 === 0), new Philox(2, 77, n));
        figures.injected++;
        figures.survived += +(answers(mnistImage(inkOf(decodeJpeg(file, `${n}.jpg`))).pixels)[0] === labels[n]);
      }
      report(figures);
      expect(figures.survived / figures.injected).toBeGreaterThanOrEqual(times(0.75, 0.96));
    }
  },
  PATIENCE,
);

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TestSet } from '../../src/dataset/dataset.js';
import { encodeIdx } from '../../src/dataset/idx/idx.js';
import { loadDataset, loadTestSet } from '../../src/dataset/load.js';
import type { LoadOptions } from '../../src/dataset/load-options.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const TRAIN_IMAGES = 'train-images-idx3-ubyte';
const TRAIN_LABELS = 'train-labels-idx1-ubyte';
const TEST_IMAGES = 't10k-images-idx3-ubyte';
const TEST_LABELS = 't10k-labels-idx1-ubyte';

/** The test split as loaded with the training split (`loadedTogether`) and alone (`loadedAlone`). */
async function loadedTogether(options: LoadOptions) {
  const { train: _, hashes, ...rest } = await loadDataset(options);
  return comparable({ ...rest, hashes: { [TEST_IMAGES]: hashes[TEST_IMAGES], [TEST_LABELS]: hashes[TEST_LABELS] } });
}

async function loadedAlone(options: LoadOptions) {
  return comparable(await loadTestSet(options));
}

/** Makes results comparable: read files are Buffers, drawn ones plain arrays. */
function comparable({ test: { images, labels, count }, ...rest }: TestSet) {
  return { ...rest, count, images: Buffer.from(images), labels: Buffer.from(labels) };
}

describe('the test split of the user’s own IDX files', () => {
  /** The training labels have two classes more than the test labels. */
  function folder(): LoadOptions {
    const dataDir = temporaryFolder();
    const trainLabels = encodeIdx(
      [60],
      Uint8Array.from({ length: 60 }, (_, i) => i % 12),
    );
    writeFiles(dataDir, new Map([...tinyDataset({ rows: 5, columns: 3 }).idx, [TRAIN_LABELS, trainLabels]]), '');
    return { dataset: 'custom', dataDir };
  }

  test('is the same without the training images', async () => {
    const options = { ...folder(), limit: { train: 20, test: 4 } };
    const expected = await loadedTogether(options);
    expect([expected.count, expected.classes]).toEqual([4, 12]);
    rmSync(join(options.dataDir, TRAIN_IMAGES));
    expect(await loadedAlone(options)).toEqual(expected);
  });

  test.each([
    [TEST_IMAGES, 'IDX_EMPTY'],
    [TEST_LABELS, 'IDX_EMPTY'],
    [TRAIN_LABELS, 'IDX_EMPTY'],
  ])('is rejected if %s is damaged', async (name, code) => {
    const options = folder();
    writeFileSync(join(options.dataDir, name), '');
    await expect(loadTestSet(options)).rejects.toMatchObject({ code });
  });

  test('needs the training labels, which determine the number of classes', async () => {
    const options = folder();
    rmSync(join(options.dataDir, TRAIN_LABELS));
    await expect(loadTestSet(options)).rejects.toMatchObject({ code: 'CACHE_MISSING' });
  });
});

describe('the test split of the built-in digits', () => {
  function scene() {
    const dataDir = temporaryFolder();
    const notices: string[] = [];
    const onNotice = (message: string) => void notices.push(message);
    const options: LoadOptions = { dataset: 'strokes', dataDir, limit: { train: 40, test: 20 }, onNotice };
    return { options, notices, place: (name: string) => join(dataDir, 'strokes-40-20', `${name}.gz`) };
  }

  test('is the same if the training files are damaged or missing', async () => {
    const { options, notices, place } = scene();
    const expected = await loadedTogether(options);
    writeFileSync(place(TRAIN_IMAGES), 'damaged');
    rmSync(place(TRAIN_LABELS));
    notices.length = 0;
    expect(await loadedAlone(options)).toEqual(expected);
    expect(notices).toEqual([]);
  });

  test('is drawn together with the training split if nothing is stored', async () => {
    const { options, notices } = scene();
    const drawn = await loadedAlone(options);
    expect(notices).toEqual(['drew 40 train digits', 'drew 20 test digits']);
    notices.length = 0;
    expect(await loadedTogether(options)).toEqual(drawn);
    expect(notices).toEqual([]);
  });

  test('is verified', async () => {
    const { options, notices, place } = scene();
    const expected = await loadedTogether(options);
    notices.length = 0;
    writeFileSync(place(TEST_LABELS), 'damaged');
    expect(await loadedAlone(options)).toEqual(expected);
    expect(notices[0]).toBe(`${place(TEST_LABELS)}: SHA-256 is not the one in SHA256SUMS; drawing the digits again`);
  });
});

describe('the test split of a dataset in the catalogue', () => {
  test('needs only its own files', async () => {
    const options = { dataset: 'kmnist', dataDir: temporaryFolder(), offline: true };
    await expect(loadTestSet(options)).rejects.toMatchObject({
      code: 'DOWNLOAD_OFFLINE',
      message: expect.stringMatching(/^t10k-images-idx3-ubyte\.gz is not in /),
    });
  });

  describe.skipIf(withoutRealMnist())('that is the real MNIST', () => {
    function cache(): LoadOptions {
      const dataDir = temporaryFolder();
      mkdirSync(join(dataDir, 'mnist'), { recursive: true });
      for (const name of [TEST_IMAGES, TEST_LABELS]) {
        copyFileSync(join(REAL_MNIST, `${name}.gz`), join(dataDir, 'mnist', `${name}.gz`));
      }
      return { dataset: 'mnist', dataDir, offline: true };
    }

    test('needs no training files and does not read damaged ones', async () => {
      const options = cache();
      const missing = await loadTestSet(options);
      expect([missing.test.count, missing.test.images.length, missing.classes]).toEqual([10_000, 7_840_000, 10]);
      writeFileSync(join(options.dataDir, 'mnist', `${TRAIN_IMAGES}.gz`), 'damaged');
      expect((await loadTestSet(options)).hashes).toEqual(missing.hashes);
    });

    test.each([TEST_IMAGES, TEST_LABELS])('is rejected if %s is damaged', async (name) => {
      const options = cache();
      const other = name === TEST_IMAGES ? TEST_LABELS : TEST_IMAGES;
      const folder = join(options.dataDir, 'mnist');
      rmSync(join(folder, `${name}.gz`));
      copyFileSync(join(folder, `${other}.gz`), join(folder, `${name}.gz`));
      await expect(loadTestSet(options)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    });
  });
});

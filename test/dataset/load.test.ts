import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sha256, verifyKnown } from '../../src/dataset/cache/verify.js';
import { DATASET_NAMES, DATASETS } from '../../src/dataset/catalogue.js';
import { downloaded, type PublishedFile } from '../../src/dataset/entry.js';
import { fetchDataset, loadDataset, loadTestSet } from '../../src/dataset/load.js';
import { loopbackServer } from '../fixtures/loopback-server.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const [trainImages, trainLabels, testImages, testLabels] = DATASETS.mnist.files;

describe.skipIf(withoutRealMnist())('the real MNIST', () => {
  const dataset = 'mnist';
  const mirrors = [pathToFileURL(REAL_MNIST).href];

  test('is read from a folder as mirror, and then from the cache', async () => {
    const dataDir = temporaryFolder();
    const { train, test: testSplit, rows, columns, classes, hashes } = await loadDataset({ dataset, dataDir, mirrors });
    expect([train.count, testSplit.count, rows, columns, classes]).toEqual([60_000, 10_000, 28, 28, 10]);
    expect([train.images.length, testSplit.images.length]).toEqual([47_040_000, 7_840_000]);
    expect(Array.from(train.labels.subarray(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(Array.from(testSplit.labels.subarray(0, 10))).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(hashes[trainImages.name]).toBe(trainImages.idxSha256);
    const { files } = await fetchDataset({ dataset, dataDir, offline: true });
    expect(files.map(({ origin, bytes }) => [origin, bytes])).toEqual(
      [9_912_422, 28_881, 1_648_877, 4_542].map((bytes) => ['cache', bytes]),
    );
  });

  test('is downloaded from a loopback server', async () => {
    const dataDir = temporaryFolder();
    const server = await loopbackServer((request, response) => {
      response.end(readFileSync(join(REAL_MNIST, (request.url ?? '').slice(1))));
    });
    const { files } = await fetchDataset({ dataset, dataDir, mirrors: [server] });
    expect(files.map(({ origin, from }) => [origin, from])).toEqual(
      DATASETS.mnist.files.map(({ name }) => ['download', `${server}${name}.gz`]),
    );
  });

  test('matches the catalogue, packed and unpacked', async () => {
    for (const file of DATASETS.mnist.files) {
      const packed = readFileSync(join(REAL_MNIST, `${file.name}.gz`));
      const { idx } = await verifyKnown(file)(packed, true, file.name);
      expect([packed.length, sha256(packed), idx.length, sha256(idx)]).toEqual([
        file.packedBytes,
        file.packedSha256,
        file.idxBytes,
        file.idxSha256,
      ]);
    }
  });

  test('is reduced to its first images by a limit, which may be too large', async () => {
    const limit = { train: 1000, test: 20_000 };
    const { train, test: testSplit } = await loadDataset({
      dataset,
      dataDir: REAL_MNIST,
      offline: true,
      limit,
    });
    expect([train.count, train.images.length, train.labels.length]).toEqual([1000, 784_000, 1000]);
    expect(testSplit.count).toBe(10_000);
  });

  test('with swapped files gives an error that identifies the wrong file', async () => {
    const mirror = temporaryFolder();
    mkdirSync(mirror, { recursive: true });
    copyFileSync(join(REAL_MNIST, `${testLabels.name}.gz`), join(mirror, `${trainLabels.name}.gz`));
    copyFileSync(join(REAL_MNIST, `${testImages.name}.gz`), join(mirror, `${trainImages.name}.gz`));
    const loading = loadDataset({ dataset, dataDir: temporaryFolder(), mirrors: [pathToFileURL(mirror).href] });
    await expect(loading).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/expected 440fcabf73cc….{4}; this is t10k-images-idx3-ubyte of mnist$/),
    });
  });

  test('is not accepted as Fashion-MNIST', async () => {
    const loading = loadDataset({ dataset: 'fashion-mnist', dataDir: REAL_MNIST, offline: true });
    await expect(loading).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      message: expect.stringMatching(/; this is train-images-idx3-ubyte of mnist, and downloading it again is off$/),
    });
  });
});

describe('a row of the catalogue', () => {
  const shape = { rows: 16, columns: 16, classes: 26 };
  const tiny = tinyDataset({ ...shape, train: 80, test: 30 });
  /** Another publisher's file names. */
  const name = (file: { readonly name: string }) => `letters-${file.name}`;
  const published = tiny.entry.files.map((file) => {
    const { packedBytes: bytes, packedSha256, idxSha256: sha256 } = file;
    return { name: name(file), bytes, packedSha256, sha256 };
  }) as [PublishedFile, PublishedFile, PublishedFile, PublishedFile];

  function scene() {
    const mirror = temporaryFolder();
    writeFiles(mirror, new Map([...tiny.packed].map(([file, bytes]) => [name({ name: file }), bytes])), '.gz');
    const mirrors = [pathToFileURL(mirror).href];
    const entry = downloaded({ ...shape, train: 80, test: 30, mirrors, files: published });
    return { entry, options: { dataset: 'letters', dataDir: temporaryFolder() } };
  }

  test('is enough to load 16×16 images in 26 classes, with other file names', async () => {
    const { entry, options } = scene();
    const { train, test: testSplit, hashes, ...about } = await loadDataset(options, entry);
    expect(about).toEqual({ name: 'letters', ...shape });
    expect([train.count, train.images.length, testSplit.count, testSplit.images.length]).toEqual([80, 20480, 30, 7680]);
    expect(hashes).toEqual(Object.fromEntries(tiny.entry.files.map((file) => [name(file), file.idxSha256])));
    const { files } = await fetchDataset({ ...options, offline: true }, entry);
    expect(files.map(({ from: _, ...file }) => file)).toEqual(published.map((file) => ({ ...file, origin: 'cache' })));
    const { train: _, ...testSet } = await loadDataset(options, entry);
    expect({ ...(await loadTestSet(options, entry)), hashes }).toEqual(testSet);
  });

  test('with another shape than its files gives an error', async () => {
    const { entry, options } = scene();
    await expect(loadDataset(options, { ...entry, columns: 28 })).rejects.toMatchObject({
      code: 'IDX_SHAPE',
      message: expect.stringMatching(/: images are 16×16, expected 16×28$/),
    });
    await expect(loadDataset(options, { ...entry, classes: 20 })).rejects.toMatchObject({
      code: 'IDX_LABEL',
      message: expect.stringMatching(/: label 2\d at index \d+, expected 0..19$/),
      hint: 'labels are class numbers from 0: "classes" of a dataset is one more than the largest',
    });
  });
});

describe('loading', () => {
  test('an unknown name gives an error that lists the datasets', async () => {
    await expect(loadDataset({ dataset: 'emnist', dataDir: 'data' })).rejects.toMatchObject({
      code: 'CONFIG_DATASET',
      message: 'dataset: "emnist" is not known',
      hint: `one of ${DATASET_NAMES.join(', ')}`,
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('rejects the limit %s', async (train) => {
    const loading = loadDataset({ dataset: 'strokes', dataDir: temporaryFolder(), limit: { train, test: 1 } });
    await expect(loading).rejects.toMatchObject({ code: 'CONFIG_RANGE' });
  });

  test('offline with an empty cache gives a hint to use the built-in digits', async () => {
    const dataDir = temporaryFolder();
    await expect(loadDataset({ dataset: 'kmnist', dataDir, offline: true })).rejects.toMatchObject({
      code: 'DOWNLOAD_OFFLINE',
      hint: expect.stringContaining('dataset: strokes'),
    });
  });

  test('an insecure mirror is rejected before any request', async () => {
    const loading = loadDataset({ dataset: 'mnist', dataDir: temporaryFolder(), mirrors: ['http://example.com/'] });
    await expect(loading).rejects.toMatchObject({ code: 'DOWNLOAD_MIRROR' });
  });
});

import { describe, expect, test } from 'vitest';
import { DATASET_NAMES, DATASETS } from '../../src/dataset/catalogue.js';
import { MOST_SIDE } from '../../src/dataset/dataset.js';
import type { DatasetEntry, DownloadedEntry } from '../../src/dataset/entry.js';
import { downloaded } from '../../src/dataset/entry.js';
import { MAX_IDX_BYTES } from '../../src/dataset/idx/idx.js';

const rows = Object.entries<DatasetEntry>(DATASETS);
const published = rows.filter((row): row is [string, DownloadedEntry] => row[1].source === 'download');

describe.each(published)('the row of %s in the catalogue', (_, { rows, columns, classes, mirrors, files }) => {
  test('is within the limits of images, classes and files', () => {
    for (const side of [rows, columns]) expect([side >= 1, side <= MOST_SIDE]).toEqual([true, true]);
    expect([classes >= 2, classes <= 256]).toEqual([true, true]);
    for (const { name, idxBytes } of files) expect(idxBytes, name).toBeLessThanOrEqual(MAX_IDX_BYTES);
  });

  test('lists four different files with complete hashes', () => {
    expect(new Set(files.map(({ name }) => name)).size).toBe(4);
    for (const { name, packedSha256, idxSha256 = packedSha256 } of files) {
      expect(name).not.toMatch(/\.gz$/);
      expect([packedSha256, idxSha256], name).toEqual([1, 2].map(() => expect.stringMatching(/^[0-9a-f]{64}$/)));
    }
  });

  test('lists https mirrors that are folders', () => {
    expect(mirrors).not.toEqual([]);
    for (const mirror of mirrors) expect(mirror).toMatch(/^https:\/\/.*\/$/);
  });
});

test('no two files in the catalogue have the same hash', () => {
  const hashes = published.flatMap(([, { files }]) =>
    files.flatMap((file) => [file.packedSha256, file.idxSha256 ?? '']),
  );
  const known = hashes.filter((hash) => hash !== '');
  expect(new Set(known).size).toBe(known.length);
});

test('dataset names are valid as flags and as folders', () => {
  for (const name of DATASET_NAMES) expect(name).toMatch(/^[a-z0-9-]+$/);
});

test('sizes of unpacked files follow from shape and counts', () => {
  expect(DATASETS.mnist.files.map(({ idxBytes }) => idxBytes)).toEqual([47_040_016, 60_008, 7_840_016, 10_008]);
  const file = { bytes: 1, packedSha256: '' };
  const files = [{ ...file, name: 'letters-train-images-idx3-ubyte' }, file, file, file] as const;
  const entry = downloaded({ rows: 12, columns: 20, classes: 37, train: 100, test: 10, mirrors: [], files });
  expect(entry.files.map(({ name, idxBytes }) => [name, idxBytes])).toEqual([
    ['letters-train-images-idx3-ubyte', 24_016],
    ['train-labels-idx1-ubyte', 108],
    ['t10k-images-idx3-ubyte', 2416],
    ['t10k-labels-idx1-ubyte', 18],
  ]);
});

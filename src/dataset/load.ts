import { TrainerError } from '../errors.js';
import { assembleDataset, assembleTestSet } from './assemble.js';
import { obtainCustomFiles } from './cache/custom-files.js';
import { obtainKnownFiles } from './cache/known-files.js';
import { datasetEntry } from './catalogue.js';
import type { Dataset, Split, TestSet } from './dataset.js';
import type { DatasetEntry } from './entry.js';
import type { LoadOptions, ObtainedFile } from './load-options.js';

export type { LoadOptions, LoadProgress } from './load-options.js';

/**
 * Loads a dataset from the cache, the network or the built-in generator, and verifies every byte. entry: by default the
 * dataset's row in the catalogue. Throws TrainerErrors of the families `CONFIG`, `DOWNLOAD`, `CACHE`, `GZIP`, `HASH`,
 * `IDX` and `IMAGE`, or the signal's reason.
 */
export async function loadDataset(options: LoadOptions, entry = datasetEntry(options.dataset)): Promise<Dataset> {
  const { limit } = options;
  const { dataset } = await fetchDataset(options, entry);
  return { ...dataset, train: first(dataset.train, limit?.train), test: first(dataset.test, limit?.test) };
}

/**
 * Loads only the test images. Training images are neither read nor downloaded; but if the built-in digits are not in the
 * cache, both splits are drawn. Throws the same errors as loadDataset.
 */
export async function loadTestSet(options: LoadOptions, entry = datasetEntry(options.dataset)): Promise<TestSet> {
  const { limit } = options;
  checkLimit(limit);
  const [, trainLabels, testImages, testLabels] = entry.files;
  // If the number of classes is unknown, it comes from the training labels or from folder names.
  const needsLabels = entry.classes === undefined && entry.source !== 'pictures';
  const files = [testImages, testLabels, ...(needsLabels ? [trainLabels] : [])];
  const testSet = assembleTestSet(await obtain({ ...entry, files } as DatasetEntry, options), {
    ...entry,
    name: options.dataset,
  });
  return { ...testSet, test: first(testSet.test, limit?.test) };
}

/** Loads a whole dataset, ignoring `limit`, and tells where each file came from. Throws the same errors as loadDataset. */
export async function fetchDataset(
  options: LoadOptions,
  entry = datasetEntry(options.dataset),
): Promise<{ dataset: Dataset; files: Omit<ObtainedFile, 'idx'>[] }> {
  checkLimit(options.limit);
  const files = await obtain(entry, options);
  if (files[0].sha256 === files[2].sha256) {
    options.onNotice?.(`${files[0].from} and ${files[2].from}: train and test images are identical`);
  }
  const dataset = assembleDataset(files, { ...entry, name: options.dataset });
  return { dataset, files: files.map(({ idx: _, ...file }) => file) };
}

async function obtain(entry: DatasetEntry, options: LoadOptions): Promise<ObtainedFile[]> {
  const files = await obtainFrom(entry, options);
  options.signal?.throwIfAborted(); // a source may not check the signal after its last file
  return files;
}

async function obtainFrom(entry: DatasetEntry, options: LoadOptions): Promise<ObtainedFile[]> {
  if (entry.source === 'download') return obtainKnownFiles(entry, options);
  if (entry.source === 'folder') return obtainCustomFiles(entry.files, options);
  if (entry.source === 'pictures') {
    return (await import('./pictures/picture-files.js')).obtainPictures(entry.files, options);
  }
  return (await import('./cache/stroke-files.js')).obtainStrokes(entry.files, options);
}

/** The first n images of a split, as views. */
function first(split: Split, n = Number.POSITIVE_INFINITY): Split {
  const { images, labels, count } = split;
  if (n >= count) return split;
  return { images: images.subarray(0, n * (images.length / count)), labels: labels.subarray(0, n), count: n };
}

function checkLimit(limit: LoadOptions['limit']): void {
  for (const [half, n] of Object.entries(limit ?? {})) {
    if (Number.isSafeInteger(n) && n >= 1) continue;
    throw new TrainerError('CONFIG_RANGE', `limit.${half}: expected a whole number from 1, got ${n}`);
  }
}

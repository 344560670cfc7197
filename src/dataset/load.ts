import { TrainerError } from '../errors.js';
import { assembleDataset, assembleTestSet, type Expected } from './assemble.js';
import { obtainCustomFiles } from './cache/custom-files.js';
import { obtainKnownFiles } from './cache/known-files.js';
import { catalogueEntry, IDX_FILES, type IdxFile, TEST_IMAGES, TEST_LABELS, TRAIN_LABELS } from './catalogue.js';
import type { Dataset, Split, TestSet } from './dataset.js';
import type { LoadOptions, ObtainedFile } from './load-options.js';

export type { LoadOptions, LoadProgress } from './load-options.js';

/** What became of one file: where it came from, its size in bytes as stored, the SHA-256 of what it unpacks to. */
export type FetchedFile = Omit<ObtainedFile, 'idx'>;

/**
 * A dataset in memory, from the cache, the network or the built-in generator; every byte is verified at every start.
 * Throws TrainerErrors of the families `CONFIG`, `DOWNLOAD`, `CACHE`, `GZIP`, `HASH` and `IDX`, or the signal's reason.
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const { limit } = options;
  checkLimit(limit);
  const dataset = assemble(await obtain(IDX_FILES, options), options);
  return { ...dataset, train: first(dataset.train, limit?.train), test: first(dataset.test, limit?.test) };
}

/**
 * The test half of a dataset. The training images are neither read nor downloaded, but where strokes are not in the
 * cache all of them are drawn. Throws as loadDataset does.
 */
export async function loadTestSet(options: LoadOptions): Promise<TestSet> {
  const { limit } = options;
  checkLimit(limit);
  const expected = expectedOf(options);
  const wanted = [TEST_IMAGES, TEST_LABELS, ...(expected.classes === undefined ? [TRAIN_LABELS] : [])];
  const testSet = assembleTestSet(await obtain(wanted, options), expected);
  return { ...testSet, test: first(testSet.test, limit?.test) };
}

/** Makes sure of a dataset without using it, and tells what happened to each file; throws as loadDataset does. */
export async function fetchDataset(options: LoadOptions): Promise<FetchedFile[]> {
  checkLimit(options.limit);
  const files = await obtain(IDX_FILES, options);
  assemble(files, options);
  return files.map(({ idx: _, ...file }) => file);
}

/** Some of a dataset's files, in the order they are asked for. */
async function obtain(wanted: readonly IdxFile[], options: LoadOptions): Promise<ObtainedFile[]> {
  if (options.dataset === 'custom') return obtainCustomFiles(wanted, options);
  if (options.dataset === 'strokes') {
    const { obtainStrokes } = await import('./cache/stroke-files.js');
    return obtainStrokes(wanted, options);
  }
  const entry = catalogueEntry(options.dataset);
  return obtainKnownFiles({ ...entry, files: wanted.map((file) => entry.files[IDX_FILES.indexOf(file)]) }, options);
}

function assemble(files: readonly ObtainedFile[], options: LoadOptions): Dataset {
  if (files[0].sha256 === files[2].sha256) {
    options.onNotice?.(`${files[0].from} and ${files[2].from}: train and test images are identical`);
  }
  return assembleDataset(files, expectedOf(options));
}

function expectedOf({ dataset: name }: LoadOptions): Expected {
  return name === 'custom' ? { name } : { name, classes: 10, rows: 28, columns: 28 };
}

/** The first n images of a split, without copying them. */
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

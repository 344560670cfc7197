import { TrainerError } from '../errors.js';
import { assembleDataset, type Expected } from './assemble.js';
import { obtainCustomFiles } from './cache/custom-files.js';
import { obtainKnownFiles } from './cache/known-files.js';
import { obtainStrokes } from './cache/stroke-files.js';
import { catalogueEntry } from './catalogue.js';
import type { Dataset, Split } from './dataset.js';
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
  const dataset = assemble(await obtain(options), options);
  if (limit === undefined) return dataset;
  return {
    ...dataset,
    train: first(limit.train, dataset.train),
    test: first(limit.test, dataset.test),
  };
}

/** Makes sure of a dataset without using it, and tells what happened to each file; throws as loadDataset does. */
export async function fetchDataset(options: LoadOptions): Promise<FetchedFile[]> {
  checkLimit(options.limit);
  const files = await obtain(options);
  assemble(files, options);
  return files.map(({ idx: _, ...file }) => file);
}

function obtain(options: LoadOptions): Promise<ObtainedFile[]> {
  if (options.dataset === 'strokes') return obtainStrokes(options);
  if (options.dataset === 'custom') return obtainCustomFiles(options);
  return obtainKnownFiles(catalogueEntry(options.dataset), options);
}

function assemble(files: readonly ObtainedFile[], options: LoadOptions): Dataset {
  const name = options.dataset;
  const expected: Expected = name === 'custom' ? { name } : { name, classes: 10, rows: 28, columns: 28 };
  if (files[0].sha256 === files[2].sha256) {
    options.onNotice?.(`${files[0].from} and ${files[2].from}: train and test images are identical`);
  }
  return assembleDataset(files, expected);
}

/** The first n images of a split, without copying them. */
function first(n: number, split: Split): Split {
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

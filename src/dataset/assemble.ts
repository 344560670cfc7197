import { TrainerError } from '../errors.js';
import { IDX_FILES, TEST_IMAGES, TEST_LABELS } from './catalogue.js';
import type { Dataset, Split, TestSet } from './dataset.js';
import { type IdxHeader, parseIdx } from './idx/idx.js';

/** An unpacked file, its SHA-256, and how messages should call it. */
export interface IdxSource {
  readonly idx: Uint8Array;
  readonly sha256: string;
  readonly from: string;
}

/** What a dataset must be; a folder of one's own may have any size and as many classes as its labels show. */
export interface Expected {
  readonly name: string;
  readonly classes?: number;
  readonly rows?: number;
  readonly columns?: number;
}

interface ParsedSplit extends Split {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Joins the four files, given in the order of IDX_FILES, into a dataset whose arrays are views of them.
 * Throws `IDX_SHAPE`, `IDX_LABEL` or `IDX_COUNT` where they do not fit together, and as `parseIdx` does.
 */
export function assembleDataset(sources: readonly IdxSource[], expected: Expected): Dataset {
  const [trainImages, trainLabels, ...testHalf] = sources;
  const train = parseSplit(trainImages, trainLabels, expected);
  const { rows, columns } = train;
  const testSet = assembleTestSet([...testHalf, trainLabels], { ...expected, rows, columns });
  const hashes = Object.fromEntries(IDX_FILES.map((file, i) => [file.name, sources[i].sha256]));
  return { ...testSet, train: splitOf(train), hashes };
}

/**
 * The same of the test half alone, given its images and labels, and the training labels where these are needed to tell
 * how many classes there are.
 */
export function assembleTestSet(sources: readonly IdxSource[], expected: Expected): TestSet {
  const [testImages, testLabels, ...trainLabels] = sources;
  const test = parseSplit(testImages, testLabels, expected);
  const { rows, columns } = test;
  const classes = expected.classes ?? 1 + Math.max(...[testLabels, ...trainLabels].map(largestLabel));
  const hashes = { [TEST_IMAGES.name]: testImages.sha256, [TEST_LABELS.name]: testLabels.sha256 };
  return { name: expected.name, rows, columns, classes, test: splitOf(test), hashes };
}

function parseSplit(imagesFile: IdxSource, labelsFile: IdxSource, expected: Expected): ParsedSplit {
  const images = parseIdx(imagesFile.idx, 'images', imagesFile.from);
  const labels = parseIdx(labelsFile.idx, 'labels', labelsFile.from);
  const [count, rows, columns] = images.dimensions;
  checkShape(images, imagesFile.from, expected);
  if (labels.dimensions[0] !== count) {
    const text = `${count} images but ${labels.dimensions[0]} labels in ${labelsFile.from}`;
    throw new TrainerError('IDX_COUNT', `${imagesFile.from}: ${text}`);
  }
  const classes = expected.classes ?? 256;
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    const text = `label ${labels.data[wrong]} at index ${wrong}, expected 0..${classes - 1}`;
    throw new TrainerError('IDX_LABEL', `${labelsFile.from}: ${text}`);
  }
  return { images: images.data, labels: labels.data, count, rows, columns };
}

function checkShape({ dimensions }: IdxHeader, from: string, expected: Expected): void {
  const [, rows, columns] = dimensions;
  const fits = rows === (expected.rows ?? rows) && columns === (expected.columns ?? columns);
  if (fits && rows > 0 && columns > 0) return;
  const wanted = expected.rows === undefined ? 'at least 1×1' : `${expected.rows}×${expected.columns}`;
  throw new TrainerError('IDX_SHAPE', `${from}: images are ${rows}×${columns}, expected ${wanted}`);
}

function splitOf({ images, labels, count }: ParsedSplit): Split {
  return { images, labels, count };
}

function largestLabel({ idx, from }: IdxSource): number {
  return parseIdx(idx, 'labels', from).data.reduce((most, label) => Math.max(most, label), 0);
}

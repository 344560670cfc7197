import { TrainerError } from '../errors.js';
import { type Dataset, type DatasetShape, MOST_SIDE, type Split, type TestSet } from './dataset.js';
import { type IdxHeader, parseIdx } from './idx/idx.js';
import type { ObtainedFile } from './load-options.js';

/** An unpacked IDX file. Messages call it by `from`. */
export type IdxSource = Pick<ObtainedFile, 'name' | 'idx' | 'sha256' | 'from' | 'classNames'>;

/** What a dataset must match. Without a shape, images may have any size within the limits, and labels give the classes. */
type Expected = Partial<DatasetShape> & { readonly name: string };

/**
 * Builds a dataset from training images, training labels, test images and test labels. Its arrays are views of the sources.
 * Throws `IDX_SHAPE`, `IDX_LABEL` or `IDX_COUNT` if they do not match, and the errors of `parseIdx`.
 */
export function assembleDataset(sources: readonly IdxSource[], expected: Expected): Dataset {
  const [trainImages, trainLabels, ...testHalf] = sources;
  const { split: train, rows, columns } = parseSplit(trainImages, trainLabels, expected);
  const testSet = assembleTestSet([...testHalf, trainLabels], { ...expected, rows, columns });
  return { ...testSet, train, hashes: hashesOf(sources) };
}

/** Builds a test set from test images and labels. Training labels come third if they are needed to find the classes. */
export function assembleTestSet(sources: readonly IdxSource[], expected: Expected): TestSet {
  const [testImages, testLabels, ...trainLabels] = sources;
  const { split: test, rows, columns } = parseSplit(testImages, testLabels, expected);
  const { classNames } = testLabels;
  const classes =
    classNames?.length ?? expected.classes ?? 1 + Math.max(...[testLabels, ...trainLabels].map(largestLabel));
  if (classes < 2) {
    throw new TrainerError('IDX_LABEL', `${testLabels.from}: every label is 0, expected 2 to 256 classes`, {
      hint: 'labels are class numbers from 0; with one class there is nothing to learn',
    });
  }
  const hashes = hashesOf([testImages, testLabels]);
  return { name: expected.name, rows, columns, classes, test, hashes, ...(classNames && { classNames }) };
}

function parseSplit(imagesFile: IdxSource, labelsFile: IdxSource, expected: Expected) {
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
    throw new TrainerError('IDX_LABEL', `${labelsFile.from}: ${text}`, {
      hint: 'labels are class numbers from 0: "classes" of a dataset is one more than the largest',
    });
  }
  const split: Split = { images: images.data, labels: labels.data, count };
  return { split, rows, columns };
}

function checkShape({ dimensions }: IdxHeader, from: string, expected: Expected): void {
  const [, rows, columns] = dimensions;
  const isAllowed = (side: number, wanted = side) => side === wanted && side >= 1 && side <= MOST_SIDE;
  if (isAllowed(rows, expected.rows) && isAllowed(columns, expected.columns)) return;
  const wanted =
    expected.rows === undefined ? `1×1 to ${MOST_SIDE}×${MOST_SIDE}` : `${expected.rows}×${expected.columns}`;
  throw new TrainerError('IDX_SHAPE', `${from}: images are ${rows}×${columns}, expected ${wanted}`, {
    hint: 'scale the images, or crop them, and write the IDX file again',
  });
}

function hashesOf(sources: readonly IdxSource[]): Record<string, string> {
  return Object.fromEntries(sources.map(({ name, sha256 }) => [name, sha256]));
}

function largestLabel({ idx, from }: IdxSource): number {
  return parseIdx(idx, 'labels', from).data.reduce((most, label) => Math.max(most, label), 0);
}

import ndarray from 'ndarray';
import type { Labels } from '../array.js';
import { type Originals, shareImages } from '../augment/originals.js';
import type { Dataset, DatasetShape, Split } from '../dataset/dataset.js';
import { holdOut } from '../dataset/hold-out.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { type View, viewed } from '../image/views/views.js';
import type { Teachers } from './teachers.js';

/** Pixels are float32(byte) / 255. */
const PIXEL_SCALE = 255;

/** A split of a dataset in the memory of an engine. */
export interface LoadedSplit {
  readonly rows: Rows;
  readonly labels: Uint8Array;
  readonly count: number;
  /** 0 … count − 1. The index of a chunk is a part of it. */
  readonly numbers: Int32Array;
  /** The original images, if distorted copies are made of them. */
  readonly originals?: Originals;
}

export interface TrainingData {
  readonly train: LoadedSplit;
  readonly test: LoadedSplit;
  /** Held-out images for choosing hyperparameters, measured during training instead of the test images. */
  readonly validation?: LoadedSplit;
  /** Trained nets from which a net with a `Distillation` layer learns, besides the labels. */
  readonly teachers?: Teachers | undefined;
}

/** Options for loading a dataset into an engine. */
export interface IntoOptions {
  /** The number of training images, the last ones, that become the validation split. */
  readonly validation?: number;
  /** Keeps the original training images, for distorted copies. */
  readonly keepImages?: boolean;
  /** The view applied to all images before a net sees them; distortions come after it. */
  readonly view?: View | undefined;
}

/** Copies a dataset into an engine. The dataset is not needed any more. */
export function loadInto(
  engine: Engine,
  dataset: Dataset,
  { validation = 0, keepImages = false, view }: IntoOptions = {},
): TrainingData {
  const { rows, columns } = dataset;
  const load = (split: Split) => loadSplit(engine, split, rows * columns);
  const { left, held } = holdOut(viewedSplit(dataset.train, dataset, view), validation);
  const originals = keepImages ? { originals: shareImages(left.images, rows, columns) } : {};
  return {
    train: { ...load(left), ...originals },
    test: load(viewedSplit(dataset.test, dataset, view)),
    ...(held.count > 0 && { validation: load(held) }),
  };
}

export function loadSplit(engine: Engine, split: Split, width: number): LoadedSplit {
  const { images, labels, count } = split;
  const numbers = new Int32Array(count);
  for (let n = 0; n < count; n++) numbers[n] = n;
  return { rows: engine.rows(images, width, PIXEL_SCALE), labels, count, numbers };
}

/** A split with a view applied to its images; the same split without a view. */
export function viewedSplit(
  split: Split,
  { rows, columns }: Pick<DatasetShape, 'rows' | 'columns'>,
  view: View | undefined,
): Split {
  return view === undefined ? split : { ...split, images: viewed(split.images, rows, columns, view) };
}

/** Rows with room for any `count` images of `width` pixels, to be filled later. */
export function emptyRows(engine: Engine, count: number, width: number): Rows {
  return engine.rows(new Uint8Array(count * width).fill(255), width, PIXEL_SCALE);
}

/** The images and labels of some rows, as input of the net. */
export function takeBatch(split: LoadedSplit, index: Int32Array): { x: Batch; t: Labels } {
  return { x: { rows: split.rows, index }, t: takeLabels(split, index) };
}

/** The labels of some rows; overwrites `room` if it has the right size, else returns a new array. */
export function takeLabels(split: LoadedSplit, index: Int32Array, room?: Labels): Labels {
  const { labels } = split;
  const taken = room?.size === index.length ? room : ndarray(new Uint8Array(index.length), [index.length]);
  const { data } = taken;
  for (let n = 0; n < index.length; n++) data[n] = labels[index[n]];
  return taken;
}

/** The default number of images that are evaluated at once. */
export const CHUNK = 1000;

/** A split in chunks of `images`, without copying; the last one may be smaller. `first` is the number of its first image. */
export function* chunks(
  { rows, labels, count, numbers }: LoadedSplit,
  images = CHUNK,
): Generator<{ x: Batch; t: Labels; first: number }, void> {
  for (let first = 0; first < count; first += images) {
    const end = Math.min(first + images, count);
    yield { x: { rows, index: numbers.subarray(first, end) }, t: ndarray(labels.subarray(first, end)), first };
  }
}

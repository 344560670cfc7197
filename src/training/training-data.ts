import ndarray from 'ndarray';
import type { Labels } from '../array.js';
import { type Originals, shareImages } from '../augment/originals.js';
import type { Dataset, DatasetShape, Split } from '../dataset/dataset.js';
import { holdOut } from '../dataset/hold-out.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { type View, viewed } from '../image/views/views.js';
import type { Network } from '../network/network.js';
import type { Teachers } from './teachers.js';

/** What every byte of an image is divided by: pixels are float32(byte) / 255. */
const PIXEL_SCALE = 255;

/** A part of a dataset as an engine has taken it in. */
export interface LoadedSplit {
  readonly rows: Rows;
  readonly labels: Uint8Array;
  readonly count: number;
  /** The images themselves, where copies of them are to be distorted. */
  readonly originals?: Originals;
}

export interface TrainingData {
  readonly train: LoadedSplit;
  readonly test: LoadedSplit;
  /** Images to choose a recipe by: with them the test images play no part in training. */
  readonly validation?: LoadedSplit;
  /** Trained nets that a net with a layer of `Distillation` learns from, beside the labels. */
  readonly teachers?: Teachers | undefined;
}

/** How a dataset is handed to an engine. */
export interface IntoOptions {
  /** So many of the training images, the last ones, are kept apart. */
  readonly validation?: number;
  /** Training on distorted copies needs the training images themselves as well. */
  readonly keepImages?: boolean;
  /** How all images are set up before a net is shown them; copies are distorted after that. */
  readonly view?: View | undefined;
}

/** Hands a dataset to an engine; the images are not needed elsewhere after that. */
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
  return { rows: engine.rows(split.images, width, PIXEL_SCALE), labels: split.labels, count: split.count };
}

/** A split as a net with this view is shown it: other images, or the same split without a view. */
export function viewedSplit(
  split: Split,
  { rows, columns }: Pick<DatasetShape, 'rows' | 'columns'>,
  view: View | undefined,
): Split {
  return view === undefined ? split : { ...split, images: viewed(split.images, rows, columns, view) };
}

/** Rows to be refilled with up to `count` images of so many pixels: room for any of them. */
export function emptyRows(engine: Engine, count: number, width: number): Rows {
  return engine.rows(new Uint8Array(count * width).fill(255), width, PIXEL_SCALE);
}

/** The images and labels of some rows, as the net takes them. */
export function takeBatch(split: LoadedSplit, index: Int32Array): { x: Batch; t: Labels } {
  return { x: { rows: split.rows, index }, t: takeLabels(split, index) };
}

/** The labels of some rows; overwrites `room` if it has their number, else returns a new array. */
export function takeLabels(split: LoadedSplit, index: Int32Array, room?: Labels): Labels {
  const { labels } = split;
  const taken = room?.size === index.length ? room : ndarray(new Uint8Array(index.length), [index.length]);
  for (let n = 0; n < index.length; n++) taken.data[n] = labels[index[n]];
  return taken;
}

/** Images that are evaluated at once. */
export const CHUNK = 1000;

/** How many chunks of 1,000 images a split has, the last of what is left. */
export function chunkCount(split: LoadedSplit): number {
  return Math.ceil(split.count / CHUNK);
}

/** One chunk of a split, counted from 0, and the number of its first image. */
export function takeChunk(split: LoadedSplit, chunk: number): { x: Batch; t: Labels; first: number } {
  const first = chunk * CHUNK;
  const index = new Int32Array(Math.min(CHUNK, split.count - first));
  for (let n = 0; n < index.length; n++) index[n] = first + n;
  return { ...takeBatch(split, index), first };
}

/** How many images a chunk has, and how many of them a net classifies correctly. */
export function countCorrect(network: Network, split: LoadedSplit, chunk: number): { images: number; correct: number } {
  const { x, t } = takeChunk(split, chunk);
  return { images: t.size, correct: network.engine.countCorrect(network.scores(x), t) };
}

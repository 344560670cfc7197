import ndarray from 'ndarray';
import { offsets } from '../array.js';
import { requireBatchSize } from '../dataset/batches.js';
import { type Random, shuffle } from '../random/random.js';

type Samples = ndarray.NdArray<ndarray.TypedArray>;

/**
 * Yields one shuffled epoch in mini-batches of batchSize rows, in new arrays; the last batch may be smaller (d2l, section
 * 3.2, `data_iter`). X: samples, t: targets; both have any number of dimensions, the first is the sample.
 */
export function generateBatch<X extends Samples, T extends Samples>(
  X: X,
  t: T,
  batchSize: number,
  random: Random,
): Generator<{ x: X; t: T }> {
  const order = Int32Array.from({ length: X.shape[0] }, (_, i) => i);
  shuffle(order, random);
  return takeBatches(X, t, batchSize, order);
}

/** Features and their labels; the first axis is the sample (d2l, section 3.3, `gdata.ArrayDataset`). */
export interface ArrayDataset<X extends Samples, T extends Samples> {
  readonly features: X;
  readonly labels: T;
}

/** Iterates over a dataset in mini-batches; each iteration is one epoch (d2l, section 3.3, `gdata.DataLoader`). */
export class DataLoader<X extends Samples, T extends Samples> implements Iterable<{ x: X; t: T }> {
  readonly #dataset: ArrayDataset<X, T>;
  readonly #batchSize: number;
  readonly #shuffle: Random | undefined;

  /** shuffle: the random generator that shuffles each epoch; without it, samples keep their order. */
  constructor(dataset: ArrayDataset<X, T>, batchSize: number, options: { shuffle?: Random } = {}) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#shuffle = options.shuffle;
  }

  /** The batches of one epoch. */
  [Symbol.iterator](): Iterator<{ x: X; t: T }> {
    const { features, labels } = this.#dataset;
    if (this.#shuffle) return generateBatch(features, labels, this.#batchSize, this.#shuffle);
    const inOrder = Int32Array.from({ length: features.shape[0] }, (_, i) => i);
    return takeBatches(features, labels, this.#batchSize, inOrder);
  }
}

/** Yields batchSize rows of X and t at a time, in the given order. */
function* takeBatches<X extends Samples, T extends Samples>(
  X: X,
  t: T,
  batchSize: number,
  order: Int32Array,
): Generator<{ x: X; t: T }> {
  requireBatchSize(batchSize);
  if (X.shape[0] !== t.shape[0]) {
    throw new RangeError(`${X.shape[0]} samples and ${t.shape[0]} targets, expected equal numbers`);
  }
  for (let start = 0; start < order.length; start += batchSize) {
    const index = order.subarray(start, start + batchSize);
    yield { x: takeRows(X, index), t: takeRows(t, index) };
  }
}

/** Copies the chosen rows of x into a new array of the same type. */
function takeRows<A extends Samples>(x: A, index: Int32Array): A {
  const rowSize = x.size / x.shape[0];
  const TypedArray = x.data.constructor as new (length: number) => A['data'];
  const data = new TypedArray(index.length * rowSize);
  let next = 0;
  for (const row of index) for (const place of offsets(x.pick(row))) data[next++] = x.data[place];
  return ndarray(data, [index.length, ...x.shape.slice(1)]) as A;
}

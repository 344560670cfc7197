import ndarray from 'ndarray';
import { offsets } from '../array.js';
import { requireBatchSize } from '../dataset/batches.js';
import { type Random, shuffle } from '../random/random.js';

type Samples = ndarray.NdArray<ndarray.TypedArray>;

/**
 * One shuffled pass over samples X and their targets t, in pairs of new arrays of batchSize rows, the last of what is
 * left (`generate_batch` of the notes on d2l). X and t: any dimensions, samples along the first.
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

/** Features and labels that belong together, samples along the first axis (seed 004, `gdata.ArrayDataset`). */
export interface ArrayDataset<X extends Samples, T extends Samples> {
  readonly features: X;
  readonly labels: T;
}

/** Passes over a dataset in mini-batches: each iteration is one epoch (seed 004, `gdata.DataLoader`). */
export class DataLoader<X extends Samples, T extends Samples> implements Iterable<{ x: X; t: T }> {
  readonly #dataset: ArrayDataset<X, T>;
  readonly #batchSize: number;
  readonly #shuffle: Random | undefined;

  /** With `shuffle`, every epoch comes in a fresh order drawn from it; without, in the order of the samples. */
  constructor(dataset: ArrayDataset<X, T>, batchSize: number, options: { shuffle?: Random } = {}) {
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#shuffle = options.shuffle;
  }

  [Symbol.iterator](): Iterator<{ x: X; t: T }> {
    const { features, labels } = this.#dataset;
    if (this.#shuffle) return generateBatch(features, labels, this.#batchSize, this.#shuffle);
    const inOrder = Int32Array.from({ length: features.shape[0] }, (_, i) => i);
    return takeBatches(features, labels, this.#batchSize, inOrder);
  }
}

/** X and t in pairs of batchSize rows in the given order. */
function* takeBatches<X extends Samples, T extends Samples>(
  X: X,
  t: T,
  batchSize: number,
  order: Int32Array,
): Generator<{ x: X; t: T }> {
  requireBatchSize(batchSize);
  if (X.shape[0] !== t.shape[0]) {
    throw new RangeError(`${X.shape[0]} samples and ${t.shape[0]} targets, expected as many of each`);
  }
  for (let start = 0; start < order.length; start += batchSize) {
    const index = order.subarray(start, start + batchSize);
    yield { x: takeRows(X, index), t: takeRows(t, index) };
  }
}

/** The chosen rows of x in an array of their own, of x's element type. */
function takeRows<A extends Samples>(x: A, index: Int32Array): A {
  const rowSize = x.size / x.shape[0];
  const TypedArray = x.data.constructor as new (length: number) => A['data'];
  const data = new TypedArray(index.length * rowSize);
  let next = 0;
  for (const row of index) for (const place of offsets(x.pick(row))) data[next++] = x.data[place];
  return ndarray(data, [index.length, ...x.shape.slice(1)]) as A;
}

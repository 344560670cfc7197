import ndarray from 'ndarray';
import { places } from '../array.js';
import { type Random, shuffle } from '../random/random.js';

export type Sampling = 'replacement' | 'shuffle';

/**
 * Mini-batches as row numbers of 0 … total − 1, without end; each call overwrites the array of the one before.
 * `replacement`: every row drawn anew, as the book's `np.random.choice(total, batchSize)`. `shuffle`: epochs, each in
 * a fresh order, the last batch of an epoch as short as what is left (seed 000, 3.2).
 */
export function* sampleBatches(
  total: number,
  batchSize: number,
  sampling: Sampling,
  random: Random,
): Generator<Int32Array, never> {
  requireBatchSize(batchSize);
  if (sampling === 'replacement') {
    const index = new Int32Array(batchSize);
    for (;;) {
      for (let n = 0; n < batchSize; n++) index[n] = random.integer(total);
      yield index;
    }
  }
  for (;;) {
    const order = Int32Array.from({ length: total }, (_, i) => i);
    shuffle(order, random);
    for (let start = 0; start < total; start += batchSize) yield order.subarray(start, start + batchSize);
  }
}

/** Updates in one pass over `total` rows: the book's `max(train_size / batch_size, 1)`, whole. */
export function iterationsPerEpoch(total: number, batchSize: number, sampling: Sampling): number {
  return sampling === 'shuffle' ? Math.ceil(total / batchSize) : Math.max(Math.floor(total / batchSize), 1);
}

export type Samples = ndarray.NdArray<ndarray.TypedArray>;

/**
 * One shuffled pass over samples X and their targets t, in pairs of new arrays of batchSize rows, the last of what is
 * left (seed 000, `generate_batch`). X and t: any dimensions, samples along the first.
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

/** X and t in pairs of batchSize rows in the given order. */
export function* takeBatches<X extends Samples, T extends Samples>(
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
  for (const row of index) for (const place of places(x.pick(row))) data[next++] = x.data[place];
  return ndarray(data, [index.length, ...x.shape.slice(1)]) as A;
}

function requireBatchSize(batchSize: number): void {
  if (!(Number.isInteger(batchSize) && batchSize >= 1)) {
    throw new RangeError(`batchSize is ${batchSize}, expected a whole number from 1`);
  }
}

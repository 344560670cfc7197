import ndarray from 'ndarray';
import { places } from '../array.js';
import { type Random, type RandomState, type ResumableRandom, shuffle } from '../random/random.js';

export type Sampling = 'replacement' | 'shuffle';

/** Where a sampler stands: the generator, and for `shuffle` how many batches of the epoch that it shuffles next are taken. */
export interface SamplerState {
  readonly random: RandomState;
  readonly taken: number;
}

/**
 * Mini-batches as row numbers of 0 … total − 1, without end. `replacement`: every row drawn anew, as the book's
 * `np.random.choice(total, batchSize)`. `shuffle`: epochs, each in a fresh order, the last batch of an epoch as short as
 * what is left (seed 000, 3.2).
 */
export class BatchSampler {
  readonly #total: number;
  readonly #batchSize: number;
  readonly #random: ResumableRandom;
  /** The order of this epoch for `shuffle`, or room for a batch. */
  readonly #index: Int32Array;
  readonly #shuffles: boolean;
  /** Where the generator stood before it shuffled this epoch. */
  #beforeEpoch: RandomState | undefined;
  #taken = 0;

  constructor(total: number, batchSize: number, sampling: Sampling, random: ResumableRandom) {
    requireBatchSize(batchSize);
    this.#total = total;
    this.#batchSize = batchSize;
    this.#random = random;
    this.#shuffles = sampling === 'shuffle';
    this.#index = new Int32Array(this.#shuffles ? total : batchSize);
  }

  /** The next batch, in an array that the next call overwrites. */
  next(): Int32Array {
    return this.#shuffles ? this.#nextOfEpoch() : this.#draw();
  }

  get state(): SamplerState {
    return { random: this.#beforeEpoch ?? this.#random.state, taken: this.#taken };
  }

  /** Throws a RangeError for what cannot be a state of this sampler. */
  set state({ random, taken }: SamplerState) {
    const most = this.#shuffles ? Math.ceil(this.#total / this.#batchSize) : 0;
    if (!(taken >= 0 && taken <= most)) {
      throw new RangeError(`${taken} batches of an epoch cannot be taken`);
    }
    this.#random.state = random;
    this.#beforeEpoch = undefined;
    this.#taken = 0;
    if (taken > 0) this.#startEpoch();
    this.#taken = taken;
  }

  #draw(): Int32Array {
    for (let n = 0; n < this.#batchSize; n++) this.#index[n] = this.#random.integer(this.#total);
    return this.#index;
  }

  #nextOfEpoch(): Int32Array {
    if (!this.#beforeEpoch || this.#taken * this.#batchSize >= this.#total) this.#startEpoch();
    const start = this.#taken++ * this.#batchSize;
    return this.#index.subarray(start, start + this.#batchSize);
  }

  #startEpoch(): void {
    this.#beforeEpoch = this.#random.state;
    this.#taken = 0;
    for (let n = 0; n < this.#total; n++) this.#index[n] = n;
    shuffle(this.#index, this.#random);
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

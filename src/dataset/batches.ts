import { type RandomState, type ResumableRandom, shuffle } from '../random/random.js';

export type Sampling = 'replacement' | 'shuffle';

/** State of a sampler: the generator, and for `shuffle` the number of batches already taken from the epoch. */
export interface SamplerState {
  readonly random: RandomState;
  readonly taken: number;
}

/**
 * An endless sequence of mini-batches, as row numbers 0 … total − 1. `replacement` draws every row anew, like the book's
 * `np.random.choice(total, batchSize)` (chapter 4). `shuffle` goes through epochs, each in a new order; the last batch of
 * an epoch may be shorter (d2l 3.2).
 */
export class BatchSampler {
  readonly #total: number;
  readonly #batchSize: number;
  readonly #random: ResumableRandom;
  /** For `shuffle` the order of this epoch, otherwise space for a batch. */
  readonly #index: Int32Array;
  readonly #shuffles: boolean;
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

  /** The next batch. The next call overwrites it. */
  next(): Int32Array {
    return this.#shuffles ? this.#nextOfEpoch() : this.#draw();
  }

  get state(): SamplerState {
    return { random: this.#beforeEpoch ?? this.#random.state, taken: this.#taken };
  }

  /** Throws a RangeError if the value cannot be a state of this sampler. */
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

/** Updates per epoch: total / batchSize, rounded up for `shuffle`; otherwise rounded down, but at least 1, as in the book. */
export function iterationsPerEpoch(total: number, batchSize: number, sampling: Sampling): number {
  return sampling === 'shuffle' ? Math.ceil(total / batchSize) : Math.max(Math.floor(total / batchSize), 1);
}

/** Throws a RangeError unless batchSize is an integer ≥ 1. */
export function requireBatchSize(batchSize: number): void {
  if (!(Number.isInteger(batchSize) && batchSize >= 1)) {
    throw new RangeError(`batchSize is ${batchSize}, expected a whole number from 1`);
  }
}

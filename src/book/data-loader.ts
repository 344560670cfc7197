import type { Random } from '../random/random.js';
import { generateBatch, type Samples, takeBatches } from './generate-batch.js';

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

import type { Labels } from '../array.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import { type LoadedSplit, takeBatch } from './training-data.js';

/** Where training gets its batches from. */
export interface BatchSource {
  /** The next batch; the one before may be gone. */
  next(): { x: Batch; t: Labels };
  /** Where the sampler stands behind the batch of the last `next`. */
  readonly state: SamplerState;
}

/** The batches of a sampler as they are. */
export class PlainBatches implements BatchSource {
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;

  constructor(split: LoadedSplit, sampler: BatchSampler) {
    this.#split = split;
    this.#sampler = sampler;
  }

  next(): { x: Batch; t: Labels } {
    return takeBatch(this.#split, this.#sampler.next());
  }

  get state(): SamplerState {
    return this.#sampler.state;
  }
}

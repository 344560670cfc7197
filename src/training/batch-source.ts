import type { Labels } from '../array.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine } from '../engine/engine.js';
import { type Augmentation, type Course, DistortedBatches } from './distorted-batches.js';
import { type LoadedSplit, takeBatch } from './training-data.js';

/** Where training gets its batches from. */
export interface BatchSource {
  /** The next batch; the one before may be gone. */
  next(): { x: Batch; t: Labels };
  /** Where the sampler stands behind the batch of the last `next`, however far ahead it may have been asked. */
  readonly state: SamplerState;
  close(): void;
}

/** The batches of a sampler: as they are, or distorted. */
export function createBatchSource(
  engine: Engine,
  split: LoadedSplit,
  sampler: BatchSampler,
  augmentation: Augmentation | undefined,
  course: Course,
): BatchSource {
  if (!augmentation) return new PlainBatches(split, sampler);
  return new DistortedBatches(engine, split, sampler, augmentation, course);
}

class PlainBatches implements BatchSource {
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

  close(): void {}
}

import type { Labels } from '../array.js';
import { type BatchSampler, iterationsPerEpoch, type SamplerState } from '../dataset/batches.js';
import type { Batch, Engine } from '../engine/engine.js';
import { DistortedBatches } from './distorted-batches.js';
import type { TrainingOptions } from './train.js';
import { type LoadedSplit, takeBatch } from './training-data.js';

/** Where training gets its batches from. */
export interface BatchSource {
  /** The next batch; the one before may be gone. */
  next(): { x: Batch; t: Labels };
  /** Where the sampler stands behind the batch of the last `next`, however far ahead it may have been asked. */
  readonly state: SamplerState;
  close(): void;
}

/** The batches of a sampler, after `done` updates: as they are, or distorted if that is an option. */
export function createBatchSource(
  engine: Engine,
  split: LoadedSplit,
  sampler: BatchSampler,
  options: TrainingOptions,
  done: number,
): BatchSource {
  const { augment, iterations, batchSize, sampling } = options;
  if (!augment) return new PlainBatches(split, sampler);
  const perEpoch = iterationsPerEpoch(split.count, batchSize, sampling);
  return new DistortedBatches(engine, split, sampler, augment, { done, iterations, perEpoch, batchSize });
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

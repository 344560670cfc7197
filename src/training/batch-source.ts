import type { Labels } from '../array.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import { type LoadedSplit, takeLabels } from './training-data.js';

/** Images, their labels, and their numbers in the split. */
export interface LabelledBatch {
  readonly x: Batch;
  readonly t: Labels;
  readonly index: Int32Array;
}

/** Supplies the batches of a training run. */
export interface BatchSource {
  /** The next batch; it may overwrite the previous one. */
  next(): LabelledBatch;
  /** The state of the sampler after the last call of `next`. */
  readonly state: SamplerState;
}

/** Batches of the original images, in the sampler's order. */
export class PlainBatches implements BatchSource {
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  /** The labels of the last batch; the next batch overwrites them. */
  #labels: Labels | undefined;

  constructor(split: LoadedSplit, sampler: BatchSampler) {
    this.#split = split;
    this.#sampler = sampler;
  }

  next(): LabelledBatch {
    const index = this.#sampler.next();
    this.#labels = takeLabels(this.#split, index, this.#labels);
    return { x: { rows: this.#split.rows, index }, t: this.#labels, index };
  }

  get state(): SamplerState {
    return this.#sampler.state;
  }
}

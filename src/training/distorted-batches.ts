import type { Labels } from '../array.js';
import { Distorter } from '../augment/distorter.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { DISTORTED_SETS } from '../random/streams.js';
import type { BatchSource } from './batch-source.js';
import { emptyRows, type LoadedSplit, takeLabels } from './training-data.js';

/** How training images are distorted. It determines the copy of image i in epoch e. */
export interface Augmentation extends DistortionSettings {
  readonly seed: number;
}

/** Where the first batch stands in the training run. */
export interface BatchPosition {
  /** Updates before the first batch. */
  readonly done: number;
  readonly perEpoch: number;
  readonly batchSize: number;
}

/** Batches of distorted copies, new ones in every epoch, made by all threads of the engine. */
export class DistortedBatches implements BatchSource {
  readonly #engine: Engine;
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  readonly #perEpoch: number;
  readonly #distorter: Distorter;
  /** The current batch; it overwrites the previous one. */
  readonly #rows: Rows;
  /** The number of the update that uses the last batch. */
  #iteration: number;

  constructor(
    engine: Engine,
    split: LoadedSplit,
    sampler: BatchSampler,
    augmentation: Augmentation,
    position: BatchPosition,
  ) {
    const { originals } = split;
    if (!originals) throw new Error('distorted batches need the original images: call loadInto with keepImages');
    const source = { settings: augmentation, seed: augmentation.seed, set: DISTORTED_SETS.training };
    this.#engine = engine;
    this.#split = split;
    this.#sampler = sampler;
    this.#perEpoch = position.perEpoch;
    this.#distorter = new Distorter(originals, source, engine.crew);
    this.#rows = emptyRows(engine, position.batchSize, split.rows.width);
    this.#iteration = position.done;
  }

  next(): { x: Batch; t: Labels } {
    const index = this.#sampler.next();
    const epoch = Math.ceil(++this.#iteration / this.#perEpoch);
    this.#engine.refill(this.#rows, this.#distorter.copies(index, epoch));
    const places = Int32Array.from({ length: index.length }, (_, n) => n);
    return { x: { rows: this.#rows, index: places }, t: takeLabels(this.#split, index) };
  }

  get state(): SamplerState {
    return this.#sampler.state;
  }
}

import { Distorter } from '../augment/distorter.js';
import type { Originals } from '../augment/originals.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { DISTORTED_SETS } from '../random/streams.js';
import type { BatchSource, LabelledBatch } from './batch-source.js';
import { emptyRows, type LoadedSplit, takeLabels } from './training-data.js';

/** How training images are distorted: the copy of image i in epoch e is a pure function of this. */
export interface Augmentation extends DistortionSettings {
  readonly seed: number;
}

/** Which batches there will be. */
export interface Course {
  /** Updates before the first batch. */
  readonly done: number;
  readonly perEpoch: number;
  readonly batchSize: number;
}

/** Shows freshly distorted copies of images, made on all threads of the engine. */
export class DistortedImages {
  readonly #engine: Engine;
  readonly #distorter: Distorter;
  /** The batch in use, in the place of the one before. */
  readonly #rows: Rows;

  constructor(engine: Engine, originals: Originals, augmentation: Augmentation, batchSize: number) {
    const source = { settings: augmentation, seed: augmentation.seed, set: DISTORTED_SETS.training };
    this.#engine = engine;
    this.#distorter = new Distorter(originals, source, engine.crew);
    this.#rows = emptyRows(engine, batchSize, originals.rows * originals.columns);
  }

  show(index: Int32Array, epoch: number): Batch {
    this.#engine.refill(this.#rows, this.#distorter.copies(index, epoch));
    return { rows: this.#rows, index: Int32Array.from({ length: index.length }, (_, n) => n) };
  }
}

/** Batches of freshly distorted copies. */
export class DistortedBatches implements BatchSource {
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  readonly #perEpoch: number;
  readonly #images: DistortedImages;
  /** The update that the last batch was for. */
  #iteration: number;

  constructor(engine: Engine, split: LoadedSplit, sampler: BatchSampler, augmentation: Augmentation, course: Course) {
    const { originals } = split;
    if (!originals) throw new Error('distorted batches need the images themselves: loadInto with keepImages');
    this.#split = split;
    this.#sampler = sampler;
    this.#perEpoch = course.perEpoch;
    this.#images = new DistortedImages(engine, originals, augmentation, course.batchSize);
    this.#iteration = course.done;
  }

  next(): LabelledBatch {
    const index = this.#sampler.next();
    const epoch = Math.ceil(++this.#iteration / this.#perEpoch);
    return { x: this.#images.show(index, epoch), t: takeLabels(this.#split, index), index };
  }

  get state(): SamplerState {
    return this.#sampler.state;
  }
}

import { Distorter, type DistortionSource } from '../augment/distorter.js';
import type { Originals } from '../augment/originals.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { DISTORTED_SETS } from '../random/streams.js';
import type { BatchSource, LabelledBatch } from './batch-source.js';
import { emptyRows, type LoadedSplit, takeLabels } from './training-data.js';

/** How training images are distorted. It determines the copy of image i in epoch e. */
export interface Augmentation extends DistortionSettings, Pick<DistortionSource, 'seed' | 'strength'> {}

/** Distortions that become weaker: strength 1 in epoch 1, 1 − fade from epoch `epochs` on, and linear between them. */
export function fading(fade: number, epochs: number): (epoch: number) => number {
  return (epoch) => 1 - (fade * (Math.min(epoch, epochs) - 1)) / Math.max(1, epochs - 1);
}

/** The distorted copies of the training images, as `Distorter` makes them. */
export function trainingCopies(augmentation: Augmentation): DistortionSource {
  const { seed, strength, ...settings } = augmentation;
  return { settings, seed, strength, set: DISTORTED_SETS.training };
}

/** Where the first batch stands in the training run. */
export interface BatchPosition {
  /** Updates before the first batch. */
  readonly done: number;
  readonly perEpoch: number;
  readonly batchSize: number;
}

/** Makes distorted copies of images, new ones in every epoch, with all threads of the engine. */
export class DistortedImages {
  readonly #engine: Engine;
  readonly #distorter: Distorter;
  /** The current batch; it overwrites the previous one. */
  readonly #rows: Rows;

  constructor(engine: Engine, originals: Originals, augmentation: Augmentation, batchSize: number) {
    this.#engine = engine;
    this.#distorter = new Distorter(originals, trainingCopies(augmentation), engine.crew);
    this.#rows = emptyRows(engine, batchSize, originals.rows * originals.columns);
  }

  show(index: Int32Array, epoch: number): Batch {
    this.#engine.refill(this.#rows, this.#distorter.copies(index, epoch));
    return { rows: this.#rows, index: Int32Array.from({ length: index.length }, (_, n) => n) };
  }
}

/** Batches of distorted copies, new ones in every epoch. */
export class DistortedBatches implements BatchSource {
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  readonly #perEpoch: number;
  readonly #images: DistortedImages;
  /** The update, counted from 1, for which `next` made the last batch. */
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
    this.#split = split;
    this.#sampler = sampler;
    this.#perEpoch = position.perEpoch;
    this.#images = new DistortedImages(engine, originals, augmentation, position.batchSize);
    this.#iteration = position.done;
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

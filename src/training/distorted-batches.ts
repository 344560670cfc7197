import type { Labels } from '../array.js';
import { Distorter } from '../augment/distorter.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import type { BatchSource } from './batch-source.js';
import { type LoadedSplit, PIXEL_SCALE, takeLabels } from './training-data.js';

/** Training images draw their distortions from this set of random numbers. */
const TRAINING_SET = 0;

export interface Augmentation extends DistortionSettings {
  readonly seed: number;
}

export interface Course {
  /** Updates before the first batch, and in all. */
  readonly done: number;
  readonly iterations: number;
  readonly perEpoch: number;
  readonly batchSize: number;
}

/** Batches of freshly distorted copies: those of image i in epoch e are always the same. */
export class DistortedBatches implements BatchSource {
  readonly #engine: Engine;
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  readonly #distorter: Distorter;
  readonly #rows: Rows;
  readonly #perEpoch: number;
  readonly #index: number;
  readonly #out: number;
  #iteration: number;

  constructor(engine: Engine, split: LoadedSplit, sampler: BatchSampler, augmentation: Augmentation, course: Course) {
    if (!split.originals) throw new Error('distorted batches need the images themselves: loadInto with keepImages');
    const { rows, columns } = split.originals;
    const bytes = course.batchSize * rows * columns;
    this.#engine = engine;
    this.#split = split;
    this.#sampler = sampler;
    this.#distorter = new Distorter(split.originals, {
      settings: augmentation,
      seed: augmentation.seed,
      set: TRAINING_SET,
    });
    this.#rows = engine.rows(new Uint8Array(bytes).fill(255), rows * columns, PIXEL_SCALE);
    this.#index = this.#distorter.memory.allocate(course.batchSize * 4);
    this.#out = this.#distorter.memory.allocate(bytes);
    this.#iteration = course.done;
    this.#perEpoch = course.perEpoch;
  }

  next(): { x: Batch; t: Labels } {
    const index = this.#sampler.next();
    const epoch = Math.ceil(++this.#iteration / this.#perEpoch);
    const { memory } = this.#distorter;
    memory.words(this.#index, index.length).set(index);
    this.#distorter.distort(this.#out, this.#index, index.length, epoch);
    this.#engine.refill(this.#rows, memory.bytes(this.#out, index.length * this.#rows.width));
    const inTurn = Int32Array.from({ length: index.length }, (_, n) => n);
    return { x: { rows: this.#rows, index: inTurn }, t: takeLabels(this.#split, index) };
  }

  get state(): SamplerState {
    return this.#sampler.state;
  }

  close(): void {}
}

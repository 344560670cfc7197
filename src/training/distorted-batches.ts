import type { Labels } from '../array.js';
import { CopyMaker } from '../augment/copy-maker.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { BatchSampler, SamplerState } from '../dataset/batches.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import type { BatchSource } from './batch-source.js';
import { emptyRows, type LoadedSplit, takeLabels } from './training-data.js';

/** Which random numbers distort training images, see `DistortionSource`. */
export const TRAINING_SET = 0;
/** More threads than these would only take turns: one keeps up with a net of 800 units. */
const MOST_WORKERS = 2;

/** How training images are distorted: the copy of image i in epoch e is a pure function of this. */
export interface Augmentation extends DistortionSettings {
  readonly seed: number;
}

/** Which batches there will be. */
export interface Course {
  /** Updates before the first batch. */
  readonly done: number;
  /** Updates in all. */
  readonly iterations: number;
  readonly perEpoch: number;
  readonly batchSize: number;
}

/** A batch that the sampler has drawn already. */
interface Drawn {
  readonly index: Int32Array;
  /** Of the sampler behind it. */
  readonly state: SamplerState;
}

/** Batches of freshly distorted copies, drawn and made ahead of time on other threads if the engine has any. */
export class DistortedBatches implements BatchSource {
  readonly #engine: Engine;
  readonly #split: LoadedSplit;
  readonly #sampler: BatchSampler;
  readonly #course: Course;
  readonly #copies: CopyMaker;
  /** The batch in use, in the place of the one before. */
  readonly #rows: Rows;
  /** Not used yet, the next one first. */
  readonly #drawn: Drawn[] = [];
  #state: SamplerState;
  /** The update that the last batch drawn is for. */
  #iteration: number;

  constructor(engine: Engine, split: LoadedSplit, sampler: BatchSampler, augmentation: Augmentation, course: Course) {
    const { originals } = split;
    if (!originals) throw new Error('distorted batches need the images themselves: loadInto with keepImages');
    const { batchSize } = course;
    const source = { settings: augmentation, seed: augmentation.seed, set: TRAINING_SET };
    const workers = Math.min(engine.threads - 1, MOST_WORKERS);
    this.#engine = engine;
    this.#split = split;
    this.#sampler = sampler;
    this.#course = course;
    this.#copies = new CopyMaker(originals, source, { batchSize, workers });
    this.#rows = emptyRows(engine, batchSize, split.rows.width);
    this.#state = sampler.state;
    this.#iteration = course.done;
    this.#drawAhead();
  }

  next(): { x: Batch; t: Labels } {
    const drawn = this.#drawn.shift();
    if (!drawn) throw new Error('there are no more batches');
    this.#engine.refill(this.#rows, this.#copies.take());
    this.#drawAhead();
    this.#state = drawn.state;
    const places = Int32Array.from({ length: drawn.index.length }, (_, n) => n);
    return { x: { rows: this.#rows, index: places }, t: takeLabels(this.#split, drawn.index) };
  }

  get state(): SamplerState {
    return this.#state;
  }

  close(): void {
    this.#copies.close();
  }

  #drawAhead(): void {
    const { iterations, perEpoch } = this.#course;
    while (this.#drawn.length < this.#copies.ahead && this.#iteration < iterations) {
      const index = this.#sampler.next().slice();
      this.#copies.ask(index, Math.ceil(++this.#iteration / perEpoch));
      this.#drawn.push({ index, state: this.#sampler.state });
    }
  }
}

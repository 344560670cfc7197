import { Distorter, type DistortionSource } from '../augment/distorter.js';
import type { Originals } from '../augment/originals.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { Batch, Engine, Rows } from '../engine/engine.js';
import { DISTORTED_SETS } from '../random/streams.js';
import { type ImageSource, plainImages } from './image-source.js';
import { emptyRows, type LoadedSplit } from './training-data.js';

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

/** Makes distorted copies of images, new ones in every epoch, with all threads of the engine. */
export class DistortedImages implements ImageSource {
  readonly #engine: Engine;
  readonly #distorter: Distorter;
  /** The current batch; it overwrites the previous one. */
  readonly #rows: Rows;

  constructor(engine: Engine, originals: Originals, source: DistortionSource, batchSize: number) {
    this.#engine = engine;
    this.#distorter = new Distorter(originals, source, engine.crew);
    this.#rows = emptyRows(engine, batchSize, originals.rows * originals.columns);
  }

  show(index: Int32Array, epoch: number): Batch {
    this.#engine.refill(this.#rows, this.#distorter.copies(index, epoch));
    return { rows: this.#rows, index: Int32Array.from({ length: index.length }, (_, n) => n) };
  }
}

/** The images a net is trained on: distorted copies or, without `augment`, the images themselves. */
export function trainingImages(
  engine: Engine,
  split: LoadedSplit,
  augment: Augmentation | undefined,
  batchSize: number,
): ImageSource {
  if (!augment) return plainImages(split);
  const { originals } = split;
  if (!originals) throw new Error('distorted batches need the original images: call loadInto with keepImages');
  return new DistortedImages(engine, originals, trainingCopies(augment), batchSize);
}

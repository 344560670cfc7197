import { shareImages } from '../../augment/originals.js';
import type { DistortionSettings } from '../../augment/settings.js';
import type { TestSet } from '../../dataset/dataset.js';
import type { Engine } from '../../engine/engine.js';
import { DISTORTED_SETS } from '../../random/streams.js';
import { DistortedImages } from '../distorted-images.js';
import { CHUNK } from '../training-data.js';
import type { Chunk } from './committee.js';

/** Distorted copies of all test images, in chunks. Copy 1, 2 … of an image is always the same. */
export class DistortedChunks {
  readonly #count: number;
  readonly #images: DistortedImages;

  constructor(engine: Engine, { test, rows, columns }: TestSet, settings: DistortionSettings) {
    const source = { settings, seed: 0, set: DISTORTED_SETS.test };
    this.#count = test.count;
    this.#images = new DistortedImages(engine, shareImages(test.images, rows, columns), source, CHUNK);
  }

  /** Copy number `copy` of every image. Each chunk overwrites the previous one. */
  *copy(copy: number): Generator<Chunk, void> {
    for (let first = 0; first < this.#count; first += CHUNK) {
      const index = Int32Array.from({ length: Math.min(CHUNK, this.#count - first) }, (_, n) => first + n);
      yield { x: this.#images.show(index, copy), first };
    }
  }
}

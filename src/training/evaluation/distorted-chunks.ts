import { Distorter } from '../../augment/distorter.js';
import { shareImages } from '../../augment/originals.js';
import type { DistortionSettings } from '../../augment/settings.js';
import type { TestSet } from '../../dataset/dataset.js';
import type { Engine, Rows } from '../../engine/engine.js';
import { DISTORTED_SETS } from '../../random/streams.js';
import { CHUNK, emptyRows } from '../training-data.js';
import type { Chunk } from './committee.js';

/** Distorted copies of all test images, in chunks. Copy 1, 2 … of an image is always the same. */
export class DistortedChunks {
  readonly #engine: Engine;
  readonly #count: number;
  readonly #width: number;
  readonly #distorter: Distorter;
  readonly #rows: Rows;

  constructor(engine: Engine, { test, rows, columns }: TestSet, settings: DistortionSettings) {
    this.#engine = engine;
    this.#count = test.count;
    this.#width = rows * columns;
    const source = { settings, seed: 0, set: DISTORTED_SETS.test };
    this.#distorter = new Distorter(shareImages(test.images, rows, columns), source, engine.crew);
    this.#rows = emptyRows(engine, CHUNK, this.#width);
  }

  /** Copy number `copy` of every image. Each chunk overwrites the previous one. */
  *copy(copy: number): Generator<Chunk, void> {
    for (let first = 0; first < this.#count; first += CHUNK) {
      const count = Math.min(CHUNK, this.#count - first);
      const index = Int32Array.from({ length: count }, (_, n) => first + n);
      this.#engine.refill(this.#rows, this.#distorter.copies(index, copy));
      yield { x: { rows: this.#rows, index: Int32Array.from({ length: count }, (_, n) => n) }, first };
    }
  }
}

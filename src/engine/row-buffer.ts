import type { NdArray } from '../array.js';
import type { Engine } from './engine.js';

/** A layer's output [N, width]: memory for the largest batch so far, and a view of the current batch size. */
export class RowBuffer {
  readonly #engine: Engine;
  #memory: NdArray | undefined;
  #view: NdArray | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A view of N rows. Returns the same object until N or the width changes. */
  view(N: number, width: number): NdArray {
    if (this.#view?.shape[0] === N && this.#view.shape[1] === width) return this.#view;
    if (!this.#memory || this.#memory.shape[0] < N || this.#memory.shape[1] !== width) {
      this.#memory = this.#engine.zeros(N, width);
    }
    this.#view = this.#memory.hi(N, width);
    return this.#view;
  }

  /** The view that `view` returned last: the layer's output, which `backward` needs. */
  get last(): NdArray {
    if (!this.#view) throw new Error('backward was called before forward');
    return this.#view;
  }
}

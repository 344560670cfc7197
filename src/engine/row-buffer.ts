import type { NdArray } from '../array.js';
import type { Engine } from './engine.js';

/** A layer's own output [N, width]: memory for the largest batch so far, and a view of it as long as the batch. */
export class RowBuffer {
  readonly #engine: Engine;
  #memory: NdArray | undefined;
  #view: NdArray | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The view for N rows; the same object as long as N does not change. */
  view(N: number, width: number): NdArray {
    if (this.#view?.shape[0] === N && this.#view.shape[1] === width) return this.#view;
    if (!this.#memory || this.#memory.shape[0] < N || this.#memory.shape[1] !== width) {
      this.#memory = this.#engine.zeros(N, width);
    }
    this.#view = this.#memory.hi(N, width);
    return this.#view;
  }

  /** What the last `view` returned: a layer's output as `backward` needs it. */
  get last(): NdArray {
    if (!this.#view) throw new Error('backward was called before forward');
    return this.#view;
  }
}

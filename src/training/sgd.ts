import type { NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';

/** W ← W − learningRate · dW for every parameter. params and grads: the same names, the same shapes. */
export class Sgd {
  readonly #engine: Engine;
  readonly #learningRate: number;

  constructor(engine: Engine, learningRate: number) {
    this.#engine = engine;
    this.#learningRate = learningRate;
  }

  update(params: Readonly<Record<string, NdArray>>, grads: Readonly<Record<string, NdArray>>): void {
    for (const name in params) this.#engine.sgd(params[name], grads[name], this.#learningRate);
  }
}

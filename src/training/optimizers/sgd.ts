import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import type { Optimizer } from './optimizer.js';

/** W ← W − learningRate · dW for every parameter (seed 000). */
export class Sgd implements Optimizer {
  readonly state = {};
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    for (const name in params) this.#engine.sgd(params[name], grads[name], learningRate);
  }
}

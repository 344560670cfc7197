import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { type Optimizer, zerosFor } from './optimizer.js';

/**
 * h ← h + dW², W ← W − learningRate · dW / (√h + 1e-7): what has moved much moves less from now on (chapter 6 of the
 * book; Duchi, Hazan and Singer 2011).
 */
export class AdaGrad implements Optimizer {
  readonly state: Parameters;
  readonly #engine: Engine;

  constructor(engine: Engine, params: Parameters) {
    this.#engine = engine;
    this.state = zerosFor(engine, params, 'h');
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    for (const name in params) this.#engine.adaGrad(params[name], this.state[`h.${name}`], grads[name], learningRate);
  }
}

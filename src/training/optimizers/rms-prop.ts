import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { type Optimizer, zerosFor } from './optimizer.js';

/**
 * h ← decayRate · h + (1 − decayRate) · dW², W ← W − learningRate · dW / (√h + 1e-7): AdaGrad that forgets (Tieleman and
 * Hinton 2012).
 */
export class RmsProp implements Optimizer {
  readonly state: Parameters;
  readonly #engine: Engine;
  readonly #decayRate: number;

  constructor(engine: Engine, params: Parameters, decayRate: number) {
    this.#engine = engine;
    this.#decayRate = decayRate;
    this.state = zerosFor(engine, params, 'h');
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    for (const name in params) {
      this.#engine.rmsProp(params[name], this.state[`h.${name}`], grads[name], learningRate, this.#decayRate);
    }
  }
}

import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { type Optimizer, zerosFor } from './optimizer.js';

/**
 * v ← momentum · v − learningRate · dW, W ← W + v: a ball that rolls downhill and is slowed by the air (chapter 6 of the
 * book; Polyak 1964).
 */
export class Momentum implements Optimizer {
  readonly state: Parameters;
  readonly #engine: Engine;
  readonly #momentum: number;

  constructor(engine: Engine, params: Parameters, momentum: number) {
    this.#engine = engine;
    this.#momentum = momentum;
    this.state = zerosFor(engine, params, 'v');
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    for (const name in params) {
      this.#engine.momentum(params[name], this.state[`v.${name}`], grads[name], learningRate, this.#momentum);
    }
  }
}

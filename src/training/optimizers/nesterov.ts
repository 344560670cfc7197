import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { type Optimizer, zerosFor } from './optimizer.js';

/**
 * v ← momentum · v − learningRate · dW, W ← W + momentum · v − learningRate · dW: momentum that looks one step ahead
 * (Nesterov 1983, in the form of Bengio, Boulanger-Lewandowski and Pascanu, arXiv:1212.0901). With the v of before it is
 * W + momentum² · v − (1 + momentum) · learningRate · dW, as the book's code has it.
 */
export class Nesterov implements Optimizer {
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
      this.#engine.nesterov(params[name], this.state[`v.${name}`], grads[name], learningRate, this.#momentum);
    }
  }
}

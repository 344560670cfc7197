import { type NdArray, zeros } from '../../array.js';
import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';
import { type Optimizer, zerosFor } from './optimizer.js';

/**
 * m ← m + (1 − beta1)(dW − m), v ← v + (1 − beta2)(dW² − v), W ← W − η m / (√v + 1e-7), at step t with
 * η = learningRate · √(1 − beta2^t) / (1 − beta1^t), since m and v start at 0 (chapter 6 of the book; Kingma and Ba,
 * arXiv:1412.6980, with the rate of the end of its section 2).
 */
export class Adam implements Optimizer {
  readonly state: Parameters;
  readonly #engine: Engine;
  readonly #betas: readonly [number, number];
  /** beta1^t and beta2^t as running products: the same bits everywhere, which `**` does not promise. */
  readonly #powers: NdArray = zeros([2]);

  constructor(engine: Engine, params: Parameters, beta1: number, beta2: number) {
    this.#engine = engine;
    this.#betas = [beta1, beta2];
    this.#powers.data.fill(1);
    this.state = { ...zerosFor(engine, params, 'm'), ...zerosFor(engine, params, 'v'), 'beta^t': this.#powers };
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    const [beta1, beta2] = this.#betas;
    const powers = this.#powers.data;
    powers[0] *= beta1;
    powers[1] *= beta2;
    const rate = (learningRate * Math.sqrt(1 - powers[1])) / (1 - powers[0]);
    for (const name in params) {
      const [m, v] = [this.state[`m.${name}`], this.state[`v.${name}`]];
      this.#engine.adam(params[name], m, v, grads[name], rate, beta1, beta2);
    }
  }
}

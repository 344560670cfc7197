import type { Engine } from '../engine/engine.js';
import type { Layer } from '../layers/layer.js';

/** Mini-batch SGD for any layer or `Sequential` (seed 004, `gluon.Trainer(params, 'sgd', {learning_rate})`). */
export class Trainer {
  readonly #engine: Engine;
  readonly #net: Layer;
  readonly #learningRate: number;

  constructor(engine: Engine, net: Layer, learningRate: number) {
    this.#engine = engine;
    this.#net = net;
    this.#learningRate = learningRate;
  }

  /** One update with gradients that are sums over batchSize samples: W ← W − learningRate / batchSize · dW. */
  step(batchSize: number): void {
    const { params, grads } = this.#net;
    for (const [i, W] of params.entries()) this.#engine.update('sgd', W, [], grads[i], this.#learningRate / batchSize);
  }
}

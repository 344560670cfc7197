import type { Engine } from '../engine/engine.js';
import type { Layer } from '../layers/layer.js';

/** Mini-batch SGD for a layer or a `Sequential`, like `gluon.Trainer(params, 'sgd', {learning_rate})` (d2l, section 3.3). */
export class Trainer {
  readonly #engine: Engine;
  readonly #net: Layer;
  readonly #learningRate: number;

  constructor(engine: Engine, net: Layer, learningRate: number) {
    this.#engine = engine;
    this.#net = net;
    this.#learningRate = learningRate;
  }

  /** W ← W − learningRate / batchSize · dW, where dW is the sum of the gradients of batchSize samples. */
  step(batchSize: number): void {
    const { params, grads } = this.#net;
    for (const [i, W] of params.entries()) this.#engine.update('sgd', W, [], grads[i], this.#learningRate / batchSize);
  }
}

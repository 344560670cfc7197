import type { NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';

type Parameters = Readonly<Record<string, NdArray>>;

/** Adds λ/2 Σ W² over all weight matrices, without biases, to the loss, and λ W to dW (chapter 6 of the book, 6.4.2). */
export class WeightDecay {
  readonly #engine: Engine;
  readonly #lambda: number;

  constructor(engine: Engine, lambda: number) {
    this.#engine = engine;
    this.#lambda = lambda;
  }

  /** λ/2 Σ W² */
  loss(params: Parameters): number {
    if (this.#lambda === 0) return 0;
    let sum = 0;
    for (const W of Object.values(params)) if (isWeight(W)) sum += this.#engine.squaredNorm(W);
    return 0.5 * this.#lambda * sum;
  }

  /** λ/2 (above² − below²): the change of the loss if one element of a parameter changes from below to above. */
  difference(parameter: NdArray, above: number, below: number): number {
    return isWeight(parameter) ? 0.5 * this.#lambda * (above - below) * (above + below) : 0;
  }

  /** dW ← dW + λ W; returns λ/2 Σ W². */
  addGradient(grads: Parameters, params: Parameters): number {
    if (this.#lambda === 0) return 0;
    let sum = 0;
    for (const [name, W] of Object.entries(params)) {
      if (isWeight(W)) sum += this.#engine.decay(grads[name], W, this.#lambda);
    }
    return 0.5 * this.#lambda * sum;
  }
}

/** Weights are matrices, biases are vectors. */
function isWeight({ dimension }: NdArray): boolean {
  return dimension === 2;
}

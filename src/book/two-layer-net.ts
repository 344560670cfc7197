import type { Labels } from '../array.js';
import type { Engine, Input } from '../engine/engine.js';
import type { ActivationName } from '../engine/reference/activations.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { type NumericalOptions, numericalNetworkGradient, zerosLike } from '../gradient/network-gradient.js';
import type { WeightStd } from '../network/initialise.js';
import { Network, type Parameters } from '../network/network.js';
import { Philox } from '../random/philox.js';
import type { Random } from '../random/random.js';

/** What can be changed in the book's net; the defaults are the book's. */
export interface TwoLayerNetOptions {
  activation?: ActivationName;
  weightInitStd?: WeightStd;
  random?: Random;
  engine?: Engine;
}

/** The book's `TwoLayerNet` (chapters 4 and 5). Initial weights are 0.01 · randn, biases zero. */
export class TwoLayerNet extends Network {
  #numericalGrads: Parameters | undefined;

  constructor(inputSize = 784, hiddenSize = 50, outputSize = 10, options: TwoLayerNetOptions = {}) {
    const { activation = 'relu', weightInitStd = 0.01, random = new Philox(0, 0) } = options;
    const engine = options.engine ?? createReferenceEngine('float64');
    super(engine, { input: inputSize, hidden: [hiddenSize], output: outputSize, activation });
    this.initialise(random, weightInitStd);
  }

  /** dL/dW1, dL/db1 … by central differences (chapter 4 of the book, `numerical_gradient`). */
  numericalGradient(x: Input, t: Labels, options?: NumericalOptions): Parameters {
    this.#numericalGrads ??= zerosLike(this);
    return numericalNetworkGradient(this, x, t, options, this.#numericalGrads);
  }
}

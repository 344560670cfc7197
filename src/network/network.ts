import { asMatrix, assign, type Labels, type NdArray } from '../array.js';
import { type Engine, type Input, isBatch } from '../engine/engine.js';
import type { ActivationName } from '../engine/reference/activations.js';
import { Activation } from '../layers/activation.js';
import { layerName } from '../layers/activations.js';
import { Affine } from '../layers/affine.js';
import { Dropout } from '../layers/dropout.js';
import { classNumbers } from '../layers/labels.js';
import type { Layer } from '../layers/layer.js';
import type { LossLayer } from '../layers/loss-layer.js';
import { LOSSES, type LossName } from '../layers/losses.js';
import { WeightDecay } from '../layers/weight-decay.js';
import type { Random } from '../random/random.js';
import { normal, type WeightStd } from './initialise.js';
import { Sequential } from './sequential.js';

/** The sizes of a net: `hidden: [50]` is the book's two-layer net, `hidden: []` is softmax regression. */
export interface Architecture {
  readonly input: number;
  readonly hidden: readonly number[];
  readonly output: number;
  readonly activation: ActivationName;
  /** Cross-entropy if absent; a model file has it only for a loss without probabilities. */
  readonly loss?: LossName | undefined;
}

/** Options of a net that its architecture does not contain. */
export interface NetworkOptions {
  /** By default the layer of the architecture's loss. */
  readonly lastLayer?: LossLayer;
  /** λ of the λ/2 Σ W² added to the loss. */
  readonly weightDecay?: number;
  /** Training drops each hidden unit with probability `ratio`; `seed` is the random seed. */
  readonly dropout?: { readonly ratio: number; readonly seed: number };
}

/** One array for each parameter, under the book's names: W1, b1, W2, b2 … */
export type Parameters = Readonly<Record<string, NdArray>>;

/**
 * Affine – activation – … – Affine – loss: the net of the book's chapters 4 and 5, of any depth. x: floats [N, input] or
 * a batch of data rows; labels t: class numbers [N] or one-hot rows [N, output].
 */
export class Network {
  readonly engine: Engine;
  readonly architecture: Architecture;
  /** Affine1, Relu1, Affine2 … in the order of the forward pass. */
  readonly layers: ReadonlyMap<string, Layer>;
  readonly lastLayer: LossLayer;
  readonly weightDecay: WeightDecay;
  /** The arrays the layers compute with. Overwrite their elements, but do not replace the arrays. */
  readonly params: Parameters;
  /** The gradients of the last call of `gradient`, under the same names. */
  readonly grads: Parameters;
  readonly #body: Sequential;
  readonly #dropouts: Dropout[] = [];

  constructor(
    engine: Engine,
    architecture: Architecture,
    {
      lastLayer = LOSSES[architecture.loss ?? 'exact'].create(engine, 0),
      weightDecay = 0,
      dropout,
    }: NetworkOptions = {},
  ) {
    this.engine = engine;
    this.architecture = architecture;
    this.lastLayer = lastLayer;
    this.weightDecay = new WeightDecay(engine, weightDecay);

    const { input, hidden, output, activation } = architecture;
    const sizes = [input, ...hidden, output];
    const layers = new Map<string, Layer>();
    const params: Record<string, NdArray> = {};
    const grads: Record<string, NdArray> = {};
    for (let i = 1; i < sizes.length; i++) {
      const affine = new Affine(engine, engine.zeros(sizes[i - 1], sizes[i]), engine.zeros(sizes[i]));
      [params[`W${i}`], params[`b${i}`]] = affine.params;
      [grads[`W${i}`], grads[`b${i}`]] = affine.grads;
      layers.set(`Affine${i}`, affine);
      if (i === sizes.length - 1) continue;
      layers.set(`${layerName(activation)}${i}`, new Activation(engine, activation));
      if (!dropout?.ratio) continue;
      const layer = new Dropout(engine, dropout.ratio, dropout.seed, this.#dropouts.length);
      this.#dropouts.push(layer);
      layers.set(`Dropout${i}`, layer);
    }
    this.layers = layers;
    this.params = params;
    this.grads = grads;
    this.#body = new Sequential([...layers.values()]);
  }

  /** Weights std · randn, W1 drawn before W2; biases zero. */
  initialise(random: Pick<Random, 'normal'>, std: WeightStd): void {
    this.#body.initialise(normal(std, random));
  }

  /** Switches dropout to training mode; `draw` selects the units that are dropped. */
  dropUnits(draw: number): void {
    for (const layer of this.#dropouts) layer.drop(draw);
  }

  /** Switches dropout to evaluation mode, in which no unit is dropped. */
  keepUnits(): void {
    for (const layer of this.#dropouts) layer.keep();
  }

  /** The outputs of the last Affine layer, before softmax: [N, output]. A single sample [input] counts as a batch of one. */
  scores(x: Input): NdArray {
    return this.#body.forward(isBatch(x) ? x : asMatrix(x));
  }

  /** The probability of each class: [N, output] */
  predict(x: Input): NdArray {
    return this.lastLayer.output(this.scores(x));
  }

  /** The mean loss over the batch, plus weight decay. */
  loss(x: Input, t: Labels): number {
    return this.lastLayer.forward(this.scores(x), t) + this.weightDecay.loss(this.params);
  }

  /** The fraction of samples whose largest score is that of the label. */
  accuracy(x: Input, t: Labels): number {
    const s = this.scores(x);
    const N = s.shape[0];
    return this.engine.countCorrect(s, classNumbers(t, this.architecture.output, N)) / N;
  }

  /** The loss, and dL/dW1, dL/db1 … by back-propagation. The next call overwrites the arrays. */
  gradient(x: Input, t: Labels): { loss: number; grads: Parameters } {
    const loss = this.lastLayer.forward(this.scores(x), t);
    this.#body.backward(this.lastLayer.backward());
    return { loss: loss + this.weightDecay.addGradient(this.grads, this.params), grads: this.grads };
  }

  /** The number of trainable parameters: 39,760 in the book's net. */
  get parameterCount(): number {
    return Object.values(this.params).reduce((count, { size }) => count + size, 0);
  }
}

/** A net for evaluation, with copies of the parameters and without weight decay or dropout. */
export function trainedNetwork(engine: Engine, architecture: Architecture, parameters: Parameters): Network {
  const network = new Network(engine, architecture);
  copyParameters(network, parameters);
  return network;
}

/** Copies values of the same names and shapes into a net's parameters. */
export function copyParameters(network: Network, source: Parameters): void {
  for (const [name, array] of Object.entries(network.params)) {
    assign(array, source[name]);
  }
}

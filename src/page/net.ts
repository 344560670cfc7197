import ndarray from 'ndarray';
import type { FloatArray, NdArray } from '../array.js';
import type { Engine, Input } from '../engine/engine.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { type View, viewed } from '../image/views/views.js';
import { type Architecture, copyParameters, Network } from '../network/network.js';
import { loadSplit, takeBatch } from '../training/training-data.js';
import { arraysOf, type PlainArrays } from './unpack.js';

/** What the net computes from one image. */
export interface Prediction {
  /** The outputs of each hidden layer, after its activation function. */
  readonly activations: readonly Float64Array[];
  /** The outputs of the last Affine layer. */
  readonly scores: Float64Array;
  /** The outputs of the net: softmax of the scores, or the scores themselves. */
  readonly outputs: Float64Array;
  /** The class of the largest output. */
  readonly predicted: number;
}

/** A net, or a committee of nets. */
export interface Predictor<P extends Prediction = Prediction> {
  /** Preprocesses an image for `predict`. */
  applyView(pixels: Uint8Array): Uint8Array;
  /** Runs the net on an image from `applyView`. */
  predict(pixels: Uint8Array): P;
}

/** The terms of the score of class k. */
export interface Votes {
  /** b[k] */
  readonly bias: number;
  /** z[j] · W[j, k] for each input z[j] of the layer. */
  readonly each: Float64Array;
}

/** The description of a net in the data of a page. */
interface NetData {
  readonly architecture: Architecture;
  readonly view?: View | undefined;
  readonly parameters: PlainArrays;
}

/** A net in the page. It runs the layers of src/layers on the reference engine. */
export class Net {
  readonly network: Network;
  /** The names of the activation layers: Relu1, Relu2 … */
  readonly hiddenLayers: readonly string[];
  readonly #engine: Engine;
  readonly #columns: number;
  readonly #view: View | undefined;

  /** columns: the width of an image in pixels. */
  constructor({ architecture, view, parameters }: NetData, columns: number) {
    this.#columns = columns;
    this.#view = view;
    this.#engine = createReferenceEngine(parameters.W1.data instanceof Float32Array ? 'float32' : 'float64');
    this.network = new Network(this.#engine, architecture);
    this.hiddenLayers = [...this.network.layers.keys()].filter((name) => !name.startsWith('Affine'));
    this.load(parameters);
  }

  /** Replaces the parameters. */
  load(parameters: PlainArrays): void {
    copyParameters(this.network, arraysOf(parameters));
  }

  applyView(pixels: Uint8Array): Uint8Array {
    return viewed(pixels, pixels.length / this.#columns, this.#columns, this.#view);
  }

  /** Runs the net on one image; pixels are bytes, after `applyView`. */
  predict(pixels: Uint8Array): Prediction {
    const { layers, lastLayer } = this.network;
    const split = loadSplit(this.#engine, { images: pixels, labels: new Uint8Array(1), count: 1 }, pixels.length);
    const activations: Float64Array[] = [];
    let input: Input = takeBatch(split, Int32Array.of(0)).x;
    for (const [name, layer] of layers) {
      const output = layer.forward(input);
      if (this.hiddenLayers.includes(name)) activations.push(rowOf(output));
      input = output;
    }
    const scores = input as NdArray;
    const outputs = rowOf(lastLayer.output(scores));
    const predicted = outputs.indexOf(Math.max(...outputs));
    return { activations, scores: rowOf(scores), outputs, predicted };
  }

  /** The contributions of the last layer's inputs to the score of class k. */
  votes(pixels: Uint8Array, { activations }: Prediction, k: number): Votes {
    const last = activations.length + 1;
    const { [`W${last}`]: W, [`b${last}`]: b } = this.network.params;
    const z = activations.at(-1) ?? inputsOf(pixels);
    return { bias: b.get(k), each: z.map((value, j) => value * W.get(j, k)) };
  }

  /** The contribution of each pixel to the score of class k: x · ∂s[k] / ∂x, by back-propagation from the score. */
  pixelVotes(pixels: Uint8Array, k: number): Float64Array {
    const x = inputsOf(pixels);
    const scores = this.network.scores(ndarray<FloatArray>(x, [1, x.length]));
    let gradient = this.#engine.zeros(...scores.shape);
    gradient.set(0, k, 1);
    for (const layer of [...this.network.layers.values()].reverse()) gradient = layer.backward(gradient) ?? gradient;
    return x.map((ink, i) => ink * gradient.get(0, i));
  }
}

/** The net's inputs: float32(byte / 255). */
function inputsOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from(pixels, (byte) => Math.fround(byte / 255));
}

/** A copy of the only row, since layers overwrite their outputs. */
function rowOf(output: NdArray): Float64Array {
  return Float64Array.from({ length: output.shape[1] }, (_, j) => output.get(0, j));
}

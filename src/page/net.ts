import ndarray from 'ndarray';
import type { FloatArray, NdArray } from '../array.js';
import type { Engine, Input } from '../engine/engine.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { type View, viewed } from '../image/views/views.js';
import { type Architecture, copyParameters, Network } from '../network/network.js';
import { loadSplit, takeBatch } from '../training/training-data.js';
import { arraysOf, type PlainArrays } from './unpack.js';

/** What the net computes from one image. */
export interface Passage {
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
export interface Reader {
  /** An image as the net is shown it: what `pass` takes. */
  seen(pixels: Uint8Array): Uint8Array;
  pass(seen: Uint8Array): Passage;
}

/** The terms of one score of the last layer. */
export interface Votes {
  /** b[k] */
  readonly bias: number;
  /** z[j] · W[j, k] for each input z[j] of the layer. */
  readonly each: Float64Array;
}

/** A net in the data of a page. */
interface NetData {
  readonly architecture: Architecture;
  readonly view?: View | undefined;
  readonly parameters: PlainArrays;
}

/** The net in the page: the project's own layers on its reference engine. */
export class Net {
  readonly network: Network;
  /** The names of the activation layers: Relu1, Relu2 … */
  readonly hiddenLayers: readonly string[];
  readonly #engine: Engine;
  readonly #columns: number;
  readonly #view: View | undefined;

  /** columns: of the images. */
  constructor({ architecture, view, parameters }: NetData, columns: number) {
    this.#columns = columns;
    this.#view = view;
    this.#engine = createReferenceEngine(parameters.W1.data instanceof Float32Array ? 'float32' : 'float64');
    this.network = new Network(this.#engine, architecture);
    this.hiddenLayers = [...this.network.layers.keys()].filter((name) => !name.startsWith('Affine'));
    this.load(parameters);
  }

  /** Takes other parameters of the same net. */
  load(parameters: PlainArrays): void {
    copyParameters(this.network, arraysOf(parameters));
  }

  seen(pixels: Uint8Array): Uint8Array {
    return viewed(pixels, pixels.length / this.#columns, this.#columns, this.#view);
  }

  /** Runs the net on an image of bytes. */
  pass(seen: Uint8Array): Passage {
    const { layers, lastLayer } = this.network;
    const split = loadSplit(this.#engine, { images: seen, labels: new Uint8Array(1), count: 1 }, seen.length);
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

  /** How the inputs of the last layer vote for class k. */
  votes(seen: Uint8Array, { activations }: Passage, k: number): Votes {
    const last = activations.length + 1;
    const { [`W${last}`]: W, [`b${last}`]: b } = this.network.params;
    const z = activations.at(-1) ?? inputsOf(seen);
    return { bias: b.get(k), each: z.map((value, j) => value * W.get(j, k)) };
  }

  /** What each pixel adds to the score of class k: x · ∂s[k] / ∂x, by back-propagation from that score. */
  pixelVotes(seen: Uint8Array, k: number): Float64Array {
    const x = inputsOf(seen);
    const scores = this.network.scores(ndarray<FloatArray>(x, [1, x.length]));
    let gradient = this.#engine.zeros(...scores.shape);
    gradient.set(0, k, 1);
    for (const layer of [...this.network.layers.values()].reverse()) gradient = layer.backward(gradient) ?? gradient;
    return x.map((ink, i) => ink * gradient.get(0, i));
  }
}

/** Pixels as the net takes them: float32(byte / 255). */
function inputsOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from(pixels, (byte) => Math.fround(byte / 255));
}

/** A copy of the only row: layers overwrite their outputs at the next image. */
function rowOf(output: NdArray): Float64Array {
  return Float64Array.from({ length: output.shape[1] }, (_, j) => output.get(0, j));
}

import ndarray from 'ndarray';
import type { FloatArray, NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { copyParameters, Network } from '../network/network.js';
import { loadSplit, takeBatch } from '../training/training-data.js';
import { bytesOf, type PageData } from './page-data.js';

/** What an image becomes on its way through the net. */
export interface Passage {
  /** The outputs of each hidden layer, after its activation function. */
  readonly activations: readonly Float64Array[];
  /** The outputs of the last layer, before softmax. */
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
  /** The class of the largest probability. */
  readonly predicted: number;
}

/** How one score of the last layer comes about. */
export interface Votes {
  /** b[k] */
  readonly bias: number;
  /** What each of the layer's inputs adds to it: z[j] · W[j, k]. */
  readonly each: Float64Array;
}

/** The net of the page: the project's own layers over its reference engine. */
export class Net {
  readonly network: Network;
  readonly #engine: Engine;

  constructor({ model: { architecture, parameters } }: PageData) {
    const { dtype } = parameters.W1;
    this.#engine = createReferenceEngine(dtype);
    this.network = new Network(this.#engine, architecture);
    const restored = Object.entries(parameters).map(([name, { shape, dtype, data }]): [string, NdArray] => {
      const { buffer } = bytesOf(data);
      const values = dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
      return [name, ndarray<FloatArray>(values, [...shape])];
    });
    copyParameters(this.network, Object.fromEntries(restored));
  }

  /** Shows the net an image of bytes. */
  pass(pixels: Uint8Array): Passage {
    const { layers, lastLayer } = this.network;
    const split = loadSplit(this.#engine, { images: pixels, labels: new Uint8Array(1), count: 1 }, pixels.length);
    const activations: Float64Array[] = [];
    let input = takeBatch(split, Int32Array.of(0)).x as Parameters<Network['scores']>[0];
    for (const [name, layer] of layers) {
      const output = layer.forward(input);
      if (!name.startsWith('Affine')) activations.push(rowOf(output));
      input = output;
    }
    const scores = input as NdArray;
    const probabilities = rowOf(lastLayer.output(scores));
    const predicted = probabilities.indexOf(Math.max(...probabilities));
    return { activations, scores: rowOf(scores), probabilities, predicted };
  }

  /** Who speaks for class k, of those whom the last layer hears. */
  votes(pixels: Uint8Array, { activations }: Passage, k: number): Votes {
    const last = activations.length + 1;
    const { [`W${last}`]: W, [`b${last}`]: b } = this.network.params;
    const z = activations.at(-1) ?? inks(pixels);
    return { bias: b.get(k), each: z.map((value, j) => value * W.get(j, k)) };
  }

  /** What the ink of each pixel adds to the score of class k: x · ∂s[k] / ∂x, by back-propagation from that score. */
  pixelVotes(pixels: Uint8Array, k: number): Float64Array {
    const x = inks(pixels);
    const scores = this.network.scores(ndarray<FloatArray>(x, [1, x.length]));
    let gradient = this.#engine.zeros(...scores.shape);
    gradient.set(0, k, 1);
    for (const layer of [...this.network.layers.values()].reverse()) gradient = layer.backward(gradient) ?? gradient;
    return x.map((ink, i) => ink * gradient.get(0, i));
  }
}

/** Pixels as the net takes them. */
function inks(pixels: Uint8Array): Float64Array {
  return Float64Array.from(pixels, (byte) => byte / 255);
}

/** A copy of the only row: layers overwrite their outputs at the next image. */
function rowOf(output: NdArray): Float64Array {
  return Float64Array.from({ length: output.shape[1] }, (_, j) => output.get(0, j));
}

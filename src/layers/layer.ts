import type { NdArray } from '../array.js';
import type { Input } from '../engine/engine.js';

/**
 * A layer has `forward` and `backward`, and two lists, `params` and `grads`, in the same order (chapter 1 of the book's
 * second volume). It returns its own arrays and overwrites them at the next call.
 */
export interface Layer {
  readonly params: readonly NdArray[];
  readonly grads: readonly NdArray[];
  /** Fills the weights and sets the biases to 0; absent in layers without parameters. */
  initialise?(fill: (W: NdArray) => void): void;
  /** y of the inputs x; keeps what `backward` needs. */
  forward(x: Input): NdArray;
  /** Writes `grads` and returns dL/dx for dout = dL/dout; null if x was a batch of data, which needs no gradient. */
  backward(dout: NdArray): NdArray | null;
}

/** A layer whose input is a matrix and never a batch of data, for example an activation. */
export interface MatrixLayer extends Layer {
  /** y of the inputs x; keeps what `backward` needs. */
  forward(x: NdArray): NdArray;
  /** Writes `grads` and returns dL/dx for dout = dL/dout. */
  backward(dout: NdArray): NdArray;
}

import type { NdArray } from '../array.js';
import type { Input } from '../engine/engine.js';

/**
 * The convention of seed 002: every layer has `forward` and `backward`, and two lists, `params` and `grads`, in the
 * same order. Arrays that a layer returns are its own and are overwritten by its next call.
 */
export interface Layer {
  readonly params: readonly NdArray[];
  readonly grads: readonly NdArray[];
  /** Fills the weights, as soon as there are any, and clears the biases; absent where there is nothing to learn. */
  initialise?(fill: (W: NdArray) => void): void;
  forward(x: Input): NdArray;
  /** From dL/dout to dL/dx, filling `grads`; null where x was a batch of data, which nobody trains. */
  backward(dout: NdArray): NdArray | null;
}

/** A layer of one matrix to one matrix, such as an activation. */
export interface MatrixLayer extends Layer {
  forward(x: NdArray): NdArray;
  backward(dout: NdArray): NdArray;
}

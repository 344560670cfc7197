import type { Labels, NdArray } from '../array.js';
import type { ActivationName } from './reference/activations.js';

/** The units after an Affine layer for one batch: their inputs a and outputs z = activation(a), both [N, D]. */
export interface Units {
  readonly activation: ActivationName | 'identity';
  readonly a: NdArray;
  readonly z: NdArray;
}

/** A later Affine layer and its units. In the last stage the units are the net's outputs, with activation `identity`. */
export interface Stage extends Units {
  readonly W: NdArray;
}

/** The loss of the last stage's outputs for the same batch. */
export type LossAtBatch =
  /** −ln(y[t] + epsilon) with y = softmax of the outputs: [N, K]; t: [N] class numbers. */
  | { readonly kind: 'softmax'; readonly y: NdArray; readonly t: Labels; readonly epsilon: number }
  /** Σ (y − t)² / 2n with y the outputs; t: [N, K]. */
  | { readonly kind: 'squares'; readonly y: NdArray; readonly t: NdArray };

/** Everything that depends on the outputs of one Affine layer, for one batch. */
export interface Downstream {
  readonly units: Units;
  readonly tail: readonly Stage[];
  readonly loss: LossAtBatch;
}

import type { Labels, NdArray } from '../array.js';
import type { ActivationName } from './reference/activations.js';

/** The units behind an Affine layer at one batch: what they get, a, and what they make of it, z = activation(a): [N, D] */
export interface Units {
  readonly activation: ActivationName | 'identity';
  readonly a: NdArray;
  readonly z: NdArray;
}

/** An Affine layer further back and its units; the last one's are the net's outputs, with activation `identity`. */
export interface Stage extends Units {
  readonly W: NdArray;
}

/** How the outputs of the last stage are judged, at the same batch. */
export type LossAtBatch =
  /** −ln(y[t] + epsilon) with y = softmax of the outputs: [N, K]; t: [N] class numbers. */
  | { readonly kind: 'softmax'; readonly y: NdArray; readonly t: Labels; readonly epsilon: number }
  /** Σ (y − t)² / 2n with y the outputs; t: [N, K]. */
  | { readonly kind: 'squares'; readonly y: NdArray; readonly t: NdArray };

/** Everything behind one Affine layer at one batch. */
export interface Behind {
  readonly units: Units;
  readonly tail: readonly Stage[];
  readonly loss: LossAtBatch;
}

import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';

/** The last layer: computes the loss from the net's outputs s [N, K] and the labels t. */
export interface LossLayer {
  /** The mean loss over the batch. */
  forward(s: NdArray, t: Labels): number;
  /** dL/ds of the last forward: [N, K] */
  backward(): NdArray;
  /** L(above) − L(below) for two sets of outputs, computed without cancellation. */
  difference(above: NdArray, below: NdArray, t: Labels): number;
  /** The inputs of the loss for one batch, for `Engine.centralDifferences`. */
  atBatch(s: NdArray, t: Labels): LossAtBatch;
  /** For distillation: sets the teachers' probabilities q [N, K] for the next batch. The layer does not copy the array. */
  teach?(q: NdArray): void;
  /** The loss of guessing, with probabilities 1/K, is `scale` · ln K; by default 1. */
  readonly scale?: number;
  /** The outputs that users see: probabilities for softmax, s itself for the identity. */
  output(s: NdArray): NdArray;
}

import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';

/** The last layer: from the net's outputs s and what they should be, t, to one number. */
export interface LossLayer {
  /** The mean loss over the batch. */
  forward(s: NdArray, t: Labels): number;
  /** dL/ds of the last forward: [N, K] */
  backward(): NdArray;
  /** L(above) − L(below) for two sets of outputs, without cancellation where the losses agree in many digits. */
  difference(above: NdArray, below: NdArray, t: Labels): number;
  /** The loss at one batch as data, for `Engine.centralDifferences`. */
  atBatch(s: NdArray, t: Labels): LossAtBatch;
  /** Of a layer with teachers: from now on batches are those of which teachers say q, [N, K]; the array is kept. */
  teach?(q: NdArray): void;
  /** The loss of probabilities 1/K is ln K times this; 1 where absent. */
  readonly scale?: number;
  /** What the net's outputs mean: probabilities for softmax, the outputs themselves for the identity. */
  output(s: NdArray): NdArray;
}

import type { Labels, NdArray, Precision } from '../array.js';
import type { Downstream } from './differences.js';
import type { ActivationName } from './reference/activations.js';
import type { Update } from './reference/optimizers.js';
import type { Threads } from './simd/context.js';

/** A data matrix [count, width] stored in the format of an engine; see `Engine.rows`. */
export interface Rows {
  readonly count: number;
  readonly width: number;
}

/** A mini-batch: row numbers in a data matrix. The rows are not copied. */
export interface Batch<R extends Rows = Rows> {
  readonly rows: R;
  readonly index: Int32Array;
}

/** Input of the first layer: floats [N, in], or a batch of data rows. */
export type Input = NdArray | Batch;

export function isBatch(x: Input): x is Batch {
  return 'rows' in x;
}

/** N, the number of rows of an input. */
export function rowCount(x: Input): number {
  return isBatch(x) ? x.index.length : x.shape[0];
}

/**
 * The operations of a net. Arguments come in this order: the name of a formula, if there is a choice; outputs; inputs;
 * sizes and constants. An operation writes only to its outputs, and outputs never overlap inputs. Each row of a matrix is
 * a sample.
 */
export interface Engine {
  readonly name: string;
  /** Element type of the engine's arrays. */
  readonly precision: Precision;
  /** Number of threads that may share an operation. It does not affect results. */
  readonly threads: number;
  /** The engine's threads, for kernels outside the engine. Undefined if there is only one thread. */
  readonly crew?: Threads;
  /** Ends all threads but the calling one, which then does all the work, with the same results. */
  close(): void;

  /** A new array of zeros. */
  zeros(...shape: number[]): NdArray;
  /** Stores data in the engine's format. bytes: [count · width]; each stands for byte / scale. */
  rows(bytes: Uint8Array, width: number, scale: number): Rows;
  /** Replaces the data, up to the capacity of the first upload, which is its number of non-zero bytes. */
  refill(rows: Rows, bytes: Uint8Array): void;

  /**
   * y = x W + b; x: [N, in], W: [in, out], b: [out], y: [N, out]. Zeros of x are skipped, even if the weight is not
   * finite.
   */
  affine(y: NdArray, x: Input, W: NdArray, b: NdArray): void;
  /** dW = xᵀ dout, db = column sums of dout; dout: [N, out] */
  affineParameterGradients(dW: NdArray, db: NdArray, x: Input, dout: NdArray): void;
  /** dx = dout Wᵀ */
  affineInputGradient(dx: NdArray, dout: NdArray, W: NdArray): void;

  /**
   * dW and db of an Affine layer by central differences: (L(w + h) − L(w − h)) / 2h for every element. An element changes
   * only one unit, in samples whose x is not zero, so only this unit and everything downstream is recomputed. The arrays in
   * `downstream` come from one forward pass. float64 only.
   */
  centralDifferences(dW: NdArray, db: NdArray, x: Input, downstream: Downstream, h: number): void;

  /** y = activation(x), element by element */
  activate(name: ActivationName, y: NdArray, x: NdArray): void;
  /** dx = dout · dy/dx */
  activateGradient(name: ActivationName, dx: NdArray, dout: NdArray, y: NdArray): void;

  /**
   * Fills a dropout mask [N, D]: 0 for dropped elements, 1 / (1 − ratio) for the others. `ratio` is the probability of
   * dropping. Element e, counted row by row, is dropped if word e of Philox4x32-10 with `seed` and stream [stream,
   * substream] is below ratio · 2³².
   */
  dropoutMask(mask: NdArray, ratio: number, seed: number, stream: number, substream: number): void;
  /** y = x · mask, element by element */
  multiply(y: NdArray, x: NdArray, mask: NdArray): void;

  /** y = softmax(s) for each row; s: [N, K] scores */
  softmax(y: NdArray, s: NdArray): void;
  /**
   * y = softmax(s); returns the mean over the batch of logsumexp(s) − s[t], which is −ln y[t] without overflow. With
   * epsilon > 0 it returns −ln(y[t] + epsilon), as in the book (chapter 4). t: [N] class numbers.
   */
  softmaxCrossEntropy(y: NdArray, s: NdArray, t: Labels, epsilon: number): number;
  /** ds = (y − onehot(t)) / N */
  softmaxCrossEntropyGradient(ds: NdArray, y: NdArray, t: Labels): void;

  /** Returns Σ (y − t)² / 2n over all n elements. */
  meanSquaredError(y: NdArray, t: NdArray): number;
  /** dy = (y − t) / n */
  meanSquaredErrorGradient(dy: NdArray, y: NdArray, t: NdArray): void;

  /**
   * One step of an optimizer rule, such as `momentum`. Arguments: rule, W, state, dW, constants. Updates W and the state
   * arrays, which have W's shape. The constants are the learning rate and the rule's own. `RULES` (reference engine) has
   * the formulas.
   */
  update(...step: Update): void;

  /** dW ← dW + lambda · W; returns Σ W², computed as in `squaredNorm`. */
  decay(dW: NdArray, W: NdArray, lambda: number): number;
  /** average ← average + rate · (W − average) */
  movingAverage(average: NdArray, W: NdArray, rate: number): void;
  /** Σ x² in float64. The order of summation depends only on the shape. */
  squaredNorm(x: NdArray): number;

  /** Number of rows whose largest score (the first, if equal) is at class t. A row with a NaN counts as wrong. */
  countCorrect(s: NdArray, t: Labels): number;
}

import type { Labels, NdArray, Precision } from '../array.js';
import type { Behind } from './differences.js';
import type { ActivationName } from './reference/activations.js';
import type { Update } from './reference/optimizers.js';
import type { Threads } from './simd/context.js';

/** A matrix of data [count, width] that an engine has taken in, in the form that suits it; see `Engine.rows`. */
export interface Rows {
  readonly count: number;
  readonly width: number;
}

/** A mini-batch: rows of a data matrix chosen by number, never copied. */
export interface Batch<R extends Rows = Rows> {
  readonly rows: R;
  readonly index: Int32Array;
}

/** What a first layer takes: floats [N, in], or a batch of data rows. */
export type Input = NdArray | Batch;

export function isBatch(x: Input): x is Batch {
  return 'rows' in x;
}

/** N, the number of rows of an input. */
export function rowCount(x: Input): number {
  return isBatch(x) ? x.index.length : x.shape[0];
}

/**
 * The arithmetic of the net. Every operation takes its outputs first, after the name of a formula if it takes one, then
 * its inputs, then sizes and constants. It writes to nothing but its outputs, and outputs never overlap inputs. Matrices
 * hold one sample a row.
 */
export interface Engine {
  readonly name: string;
  /** Of every array the engine makes. */
  readonly precision: Precision;
  /** How many threads may work on an operation; they make no difference to its result. */
  readonly threads: number;
  /** The threads, for kernels that are not the engine's own; absent where there can be but one. */
  readonly crew?: Threads;

  /** A new array of zeros. */
  zeros(...shape: number[]): NdArray;
  /** Takes in data once: bytes [count · width], each standing for byte / scale. */
  rows(bytes: Uint8Array, width: number, scale: number): Rows;
  /** Takes in other rows in the place of the first ones: at most as many bytes as were not zero at the beginning. */
  refill(rows: Rows, bytes: Uint8Array): void;

  /** y = x W + b; x: [N, in], W: [in, out], b: [out], y: [N, out]. A zero of x adds nothing, whatever its weight. */
  affine(y: NdArray, x: Input, W: NdArray, b: NdArray): void;
  /** dW = xᵀ dout, db = column sums of dout; dout: [N, out] */
  affineParameterGradients(dW: NdArray, db: NdArray, x: Input, dout: NdArray): void;
  /** dx = dout Wᵀ */
  affineInputGradient(dx: NdArray, dout: NdArray, W: NdArray): void;

  /**
   * dW and db of an Affine layer by central differences, (L(w + h) − L(w − h)) / 2h for every element, recomputing only
   * what the element can change: the unit it feeds, for the samples whose x is not zero, and what lies behind that unit.
   * The arrays in `behind` are left from one forward pass. float64 only.
   */
  centralDifferences(dW: NdArray, db: NdArray, x: Input, behind: Behind, h: number): void;

  /** y = the activation function of that name, of every element of x */
  activate(name: ActivationName, y: NdArray, x: NdArray): void;
  /** dx = dout · dy/dx */
  activateGradient(name: ActivationName, dx: NdArray, dout: NdArray, y: NdArray): void;

  /**
   * mask = 0 for the elements that are dropped, a part of `ratio` on average, and 1 / (1 − ratio) for the others: [N, D].
   * Dropped is element number e, row by row, if word e of Philox4x32-10 under `seed` for stream [stream, substream] is
   * below ratio · 2³².
   */
  dropoutMask(mask: NdArray, ratio: number, seed: number, stream: number, substream: number): void;
  /** y = x · mask, element by element */
  multiply(y: NdArray, x: NdArray, mask: NdArray): void;

  /** y = softmax of each row of the scores s: [N, K] */
  softmax(y: NdArray, s: NdArray): void;
  /**
   * y = softmax(s); returns the mean over the batch of logsumexp(s) − s[t], which is −ln y[t] without overflow. With
   * epsilon > 0 it is −ln(y[t] + epsilon), as the seeds compute it. t: [N] class numbers.
   */
  softmaxCrossEntropy(y: NdArray, s: NdArray, t: Labels, epsilon: number): number;
  /** ds = (y − onehot(t)) / N */
  softmaxCrossEntropyGradient(ds: NdArray, y: NdArray, t: Labels): void;

  /** Σ (y − t)² / 2n over all n elements; returns it. */
  meanSquaredError(y: NdArray, t: NdArray): number;
  /** dy = (y − t) / n */
  meanSquaredErrorGradient(dy: NdArray, y: NdArray, t: NdArray): void;

  /**
   * rule, W, state, dW, constants: one step of a rule such as `momentum`. It changes W and the state, arrays of W's
   * shape; the constants are the learning rate and numbers of the rule. `RULES` of the reference engine has the formulas.
   */
  update(...step: Update): void;

  /** dW ← dW + lambda · W; returns Σ W² as `squaredNorm` does. */
  decay(dW: NdArray, W: NdArray, lambda: number): number;
  /** average ← average + rate · (W − average) */
  movingAverage(average: NdArray, W: NdArray, rate: number): void;
  /** Σ x², in float64 and in an order that depends on nothing but the shape. */
  squaredNorm(x: NdArray): number;

  /** How many rows have their first largest score at the class t says; a row with a NaN counts as wrong. */
  countCorrect(s: NdArray, t: Labels): number;
}

import { type Labels, type NdArray, offsets } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';

// All operations except `centralDifferences`, which test/gradient/incremental.test.ts tests.

export type Shape = [N: number, inputs: number, outputs: number];
export type Matrix = readonly [rows: number, columns: number];

export interface Operation {
  readonly outputs: (shape: Shape) => Matrix[];
  readonly inputs: (shape: Shape) => Matrix[];
  run(engine: Engine, outputs: NdArray[], inputs: NdArray[], t: Labels): unknown;
  /** For matrix products: the number of terms in each sum. */
  readonly terms?: (shape: Shape) => number;
}

export const rowOf = (b: NdArray) => b.pick(0, null);

/** y = x W + b and its gradients. Vectors are matrices of one row here. */
export const PRODUCTS: Record<string, Operation> = {
  affine: {
    outputs: ([N, , O]) => [[N, O]],
    inputs: ([N, I, O]) => [
      [N, I],
      [I, O],
      [1, O],
    ],
    run: (engine, [y], [x, W, b]) => engine.affine(y, x, W, rowOf(b)),
    terms: ([, I]) => I + 1,
  },
  affineParameterGradients: {
    outputs: ([, I, O]) => [
      [I, O],
      [1, O],
    ],
    inputs: ([N, I, O]) => [
      [N, I],
      [N, O],
    ],
    run: (engine, [dW, db], [x, dout]) => engine.affineParameterGradients(dW, rowOf(db), x, dout),
    terms: ([N]) => N,
  },
  affineInputGradient: {
    outputs: ([N, I]) => [[N, I]],
    inputs: ([N, I, O]) => [
      [N, O],
      [I, O],
    ],
    run: (engine, [dx], [dout, W]) => engine.affineInputGradient(dx, dout, W),
    terms: ([, , O]) => O,
  },
};

const one = ([N, , O]: Shape): Matrix[] => [[N, O]];
const two = ([N, , O]: Shape): Matrix[] => [
  [N, O],
  [N, O],
];
const three = ([N, , O]: Shape): Matrix[] => [
  [N, O],
  [N, O],
  [N, O],
];
const none = (): Matrix[] => [];

/** Makes every element ≥ 0, like sums of squares. */
function positive(h: NdArray): NdArray {
  for (const place of offsets(h)) h.data[place] = Math.abs(h.data[place]);
  return h;
}

export const ROW_BY_ROW: Record<string, Operation> = {
  relu: { outputs: one, inputs: one, run: (engine, [y], [x]) => engine.activate('relu', y, x) },
  reluGradient: {
    outputs: one,
    inputs: two,
    run: (engine, [dx], [dout, y]) => engine.activateGradient('relu', dx, dout, y),
  },
  multiply: { outputs: one, inputs: two, run: (engine, [y], [x, m]) => engine.multiply(y, x, m) },
  dropoutMask: { outputs: one, inputs: none, run: (engine, [mask]) => engine.dropoutMask(mask, 0.5, 7, 8, 9) },
  sigmoid: { outputs: one, inputs: one, run: (engine, [y], [x]) => engine.activate('sigmoid', y, x) },
  sigmoidGradient: {
    outputs: one,
    inputs: two,
    run: (engine, [dx], [dout, y]) => engine.activateGradient('sigmoid', dx, dout, y),
  },
  softmax: { outputs: one, inputs: one, run: (engine, [y], [s]) => engine.softmax(y, s) },
  softmaxCrossEntropy: {
    outputs: one,
    inputs: one,
    run: (engine, [y], [s], t) => engine.softmaxCrossEntropy(y, s, t, 0),
  },
  'softmaxCrossEntropy with epsilon': {
    outputs: one,
    inputs: one,
    run: (engine, [y], [s], t) => engine.softmaxCrossEntropy(y, s, t, 1e-7),
  },
  softmaxCrossEntropyGradient: {
    outputs: one,
    inputs: one,
    run: (engine, [ds], [y], t) => engine.softmaxCrossEntropyGradient(ds, y, t),
  },
  meanSquaredError: { outputs: none, inputs: two, run: (engine, _, [y, t]) => engine.meanSquaredError(y, t) },
  meanSquaredErrorGradient: {
    outputs: one,
    inputs: two,
    run: (engine, [dy], [y, t]) => engine.meanSquaredErrorGradient(dy, y, t),
  },
  sgd: { outputs: one, inputs: one, run: (engine, [W], [dW]) => engine.update('sgd', W, [], dW, 0.125) },
  momentum: {
    outputs: two,
    inputs: one,
    run: (engine, [W, v], [dW]) => engine.update('momentum', W, [v], dW, 0.125, 0.75),
  },
  nesterov: {
    outputs: two,
    inputs: one,
    run: (engine, [W, v], [dW]) => engine.update('nesterov', W, [v], dW, 0.125, 0.75),
  },
  adaGrad: {
    outputs: two,
    inputs: one,
    run: (engine, [W, h], [dW]) => engine.update('adagrad', W, [positive(h)], dW, 0.125),
  },
  rmsProp: {
    outputs: two,
    inputs: one,
    run: (engine, [W, h], [dW]) => engine.update('rmsprop', W, [positive(h)], dW, 0.125, 0.75),
  },
  adam: {
    outputs: three,
    inputs: one,
    run: (engine, [W, m, v], [dW]) => engine.update('adam', W, [m, positive(v)], dW, 0.125, 0.75, 0.875),
  },
  movingAverage: {
    outputs: one,
    inputs: one,
    run: (engine, [average], [W]) => engine.movingAverage(average, W, 0.125),
  },
  decay: { outputs: one, inputs: one, run: (engine, [dW], [W]) => engine.decay(dW, W, 0.125) },
  squaredNorm: { outputs: none, inputs: one, run: (engine, _, [x]) => engine.squaredNorm(x) },
  countCorrect: { outputs: none, inputs: one, run: (engine, _, [s], t) => engine.countCorrect(s, t) },
};

export const ALL = { ...PRODUCTS, ...ROW_BY_ROW };

import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type Labels, type NdArray, offsets } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { Philox } from '../../src/random/philox.js';
import { flat } from '../fixtures/arrays.js';
import { ENGINES } from './engines.js';

const CANARY = -12345.5;

/** Memory layouts: each view is a matrix inside a larger array of the engine. */
const LAYOUTS: [
  name: string,
  size: (rows: number, columns: number) => [number, number],
  view: (x: NdArray) => NdArray,
][] = [
  ['contiguous', (r, c) => [r, c], (x) => x],
  ['with rows before and after', (r, c) => [r + 2, c], (x) => x.lo(1, 0).hi(x.shape[0] - 2, x.shape[1])],
  ['with padded rows', (r, c) => [r, c + 3], (x) => x.lo(0, 1).hi(x.shape[0], x.shape[1] - 3)],
  ['transposed', (r, c) => [c, r], (x) => x.transpose(1, 0)],
  ['every second row and third column', (r, c) => [2 * r, 3 * c], (x) => x.lo(1, 2).step(2, 3)],
  ['reversed', (r, c) => [r, c], (x) => x.step(-1, -1)],
  [
    'transposed, padded and reversed',
    (r, c) => [c + 1, r + 2],
    (x) =>
      x
        .hi(x.shape[0] - 1, x.shape[1] - 2)
        .transpose(1, 0)
        .step(-1, 1),
  ],
];

type Layout = (typeof LAYOUTS)[number];

/** Sizes for the operations below; none is a multiple of 2, 4 or 8. */
const [N, I, O] = [5, 11, 7];

interface Operation {
  readonly outputs: readonly number[][];
  readonly inputs: readonly number[][];
  run(engine: Engine, outputs: NdArray[], inputs: NdArray[], t: Labels): number | undefined;
}

const OPERATIONS: Record<string, Operation> = {
  affine: {
    outputs: [[N, O]],
    inputs: [[N, I], [I, O], [O]],
    run: (engine, [y], [x, W, b]) => void engine.affine(y, x, W, b),
  },
  affineParameterGradients: {
    outputs: [[I, O], [O]],
    inputs: [
      [N, I],
      [N, O],
    ],
    run: (engine, [dW, db], [x, dout]) => void engine.affineParameterGradients(dW, db, x, dout),
  },
  affineInputGradient: {
    outputs: [[N, I]],
    inputs: [
      [N, O],
      [I, O],
    ],
    run: (engine, [dx], [dout, W]) => void engine.affineInputGradient(dx, dout, W),
  },
  relu: { outputs: [[N, O]], inputs: [[N, O]], run: (engine, [y], [x]) => void engine.activate('relu', y, x) },
  reluGradient: {
    outputs: [[N, O]],
    inputs: [
      [N, O],
      [N, O],
    ],
    run: (engine, [dx], [dout, y]) => void engine.activateGradient('relu', dx, dout, y),
  },
  multiply: {
    outputs: [[N, O]],
    inputs: [
      [N, O],
      [N, O],
    ],
    run: (engine, [y], [x, m]) => void engine.multiply(y, x, m),
  },
  dropoutMask: { outputs: [[N, O]], inputs: [], run: (engine, [mask]) => void engine.dropoutMask(mask, 0.3, 1, 2, 3) },
  sigmoid: { outputs: [[N, O]], inputs: [[N, O]], run: (engine, [y], [x]) => void engine.activate('sigmoid', y, x) },
  sigmoidGradient: {
    outputs: [[N, O]],
    inputs: [
      [N, O],
      [N, O],
    ],
    run: (engine, [dx], [dout, y]) => void engine.activateGradient('sigmoid', dx, dout, y),
  },
  softmax: { outputs: [[N, O]], inputs: [[N, O]], run: (engine, [y], [s]) => void engine.softmax(y, s) },
  softmaxCrossEntropy: {
    outputs: [[N, O]],
    inputs: [[N, O]],
    run: (engine, [y], [s], t) => engine.softmaxCrossEntropy(y, s, t, 0),
  },
  softmaxCrossEntropyGradient: {
    outputs: [[N, O]],
    inputs: [[N, O]],
    run: (engine, [ds], [y], t) => void engine.softmaxCrossEntropyGradient(ds, y, t),
  },
  meanSquaredError: {
    outputs: [],
    inputs: [
      [N, O],
      [N, O],
    ],
    run: (engine, _, [y, t]) => engine.meanSquaredError(y, t),
  },
  meanSquaredErrorGradient: {
    outputs: [[N, O]],
    inputs: [
      [N, O],
      [N, O],
    ],
    run: (engine, [dy], [y, t]) => void engine.meanSquaredErrorGradient(dy, y, t),
  },
  // W is input and output. Its old values are the contents of the output array.
  sgd: { outputs: [[I, O]], inputs: [[I, O]], run: (engine, [W], [dW]) => void engine.update('sgd', W, [], dW, 0.1) },
  momentum: {
    outputs: [
      [I, O],
      [I, O],
    ],
    inputs: [[I, O]],
    run: (engine, [W, v], [dW]) => void engine.update('momentum', W, [v], dW, 0.1, 0.9),
  },
  nesterov: {
    outputs: [
      [I, O],
      [I, O],
    ],
    inputs: [[I, O]],
    run: (engine, [W, v], [dW]) => void engine.update('nesterov', W, [v], dW, 0.1, 0.9),
  },
  adaGrad: {
    outputs: [
      [I, O],
      [I, O],
    ],
    inputs: [[I, O]],
    run: (engine, [W, h], [dW]) => void engine.update('adagrad', W, [positive(h)], dW, 0.1),
  },
  rmsProp: {
    outputs: [
      [I, O],
      [I, O],
    ],
    inputs: [[I, O]],
    run: (engine, [W, h], [dW]) => void engine.update('rmsprop', W, [positive(h)], dW, 0.1, 0.9),
  },
  adam: {
    outputs: [
      [I, O],
      [I, O],
      [I, O],
    ],
    inputs: [[I, O]],
    run: (engine, [W, m, v], [dW]) => void engine.update('adam', W, [m, positive(v)], dW, 0.1, 0.9, 0.99),
  },
  movingAverage: {
    outputs: [[I, O]],
    inputs: [[I, O]],
    run: (engine, [average], [W]) => void engine.movingAverage(average, W, 0.1),
  },
  decay: { outputs: [[I, O]], inputs: [[I, O]], run: (engine, [dW], [W]) => engine.decay(dW, W, 0.1) },
  squaredNorm: { outputs: [], inputs: [[I, O]], run: (engine, _, [x]) => engine.squaredNorm(x) },
  countCorrect: { outputs: [], inputs: [[N, O]], run: (engine, _, [s], t) => engine.countCorrect(s, t) },
};

/** Makes every element ≥ 0, like sums of squares. */
function positive(h: NdArray): NdArray {
  for (const place of offsets(h)) h.data[place] = Math.abs(h.data[place]);
  return h;
}

/** A view with random values inside an array filled with canary values. */
interface Planted {
  readonly whole: NdArray;
  readonly view: NdArray;
}

function plant(engine: Engine, [, size, view]: Layout, shape: readonly number[], random: Philox): Planted {
  const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape;
  const whole = engine.zeros(...size(rows, columns));
  for (const place of offsets(whole)) whole.data[place] = CANARY;
  const matrix = view(whole);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, random.integer(4) === 0 ? 0 : random.normal());
  }
  return { whole, view: shape.length === 1 ? matrix.pick(0, null) : matrix };
}

function canaries({ whole }: Planted): number {
  return flat(whole).filter((value) => value === CANARY).length;
}

function runOn(engine: Engine, { outputs, inputs, run }: Operation, layout: Layout) {
  const random = new Philox(7, 7);
  const ins = inputs.map((shape) => plant(engine, layout, shape, random));
  const outs = outputs.map((shape) => plant(engine, layout, shape, random));
  const t = ndarray(Uint8Array.of(0, 6, 3, 3, 1), [N]);
  const before = ins.map(({ whole }) => flat(whole));
  const planted = outs.map(canaries);
  const value = run(
    engine,
    outs.map(({ view }) => view),
    ins.map(({ view }) => view),
    t,
  );
  return {
    result: { value, outputs: outs.map(({ view }) => flat(view)) },
    inputs: { before, after: ins.map(({ whole }) => flat(whole)) },
    canaries: { planted, left: outs.map(canaries) },
    labels: Array.from(t.data),
  };
}

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();

  describe.each(Object.entries(OPERATIONS))('%s', (_, operation) => {
    const contiguous = runOn(engine, operation, LAYOUTS[0]);

    test.each(LAYOUTS)(
      '%s arrays give the same results as contiguous ones, and memory around them is not written',
      (...layout) => {
        const run = runOn(engine, operation, layout);
        expect(run.result).toEqual(contiguous.result);
        expect(run.inputs.after).toEqual(run.inputs.before);
        expect(run.canaries.left).toEqual(run.canaries.planted);
        expect(run.labels).toEqual([0, 6, 3, 3, 1]);
      },
    );
  });

  test('arrays with padded rows contain canary values', () => {
    expect(runOn(engine, OPERATIONS.relu, LAYOUTS[2]).canaries.planted).toEqual([3 * N]);
  });
});

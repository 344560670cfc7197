import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type Labels, type NdArray, offsets, type Precision } from '../../../src/array.js';
import type { Batch, Engine } from '../../../src/engine/engine.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { flat } from '../../fixtures/arrays.js';
import { arrayOf } from '../engines.js';

// All operations except `centralDifferences`, which test/gradient/incremental.test.ts tests.

const PRECISIONS: Precision[] = ['float64', 'float32'];
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const reference = createReferenceEngine('float64');

type Shape = [N: number, inputs: number, outputs: number];
type Matrix = readonly [rows: number, columns: number];

interface Operation {
  readonly outputs: (shape: Shape) => Matrix[];
  readonly inputs: (shape: Shape) => Matrix[];
  run(engine: Engine, outputs: NdArray[], inputs: NdArray[], t: Labels): unknown;
  /** For matrix products: the number of terms in each sum. */
  readonly terms?: (shape: Shape) => number;
}

const rowOf = (b: NdArray) => b.pick(0, null);

/** y = x W + b and its gradients. Vectors are matrices of one row here. */
const PRODUCTS: Record<string, Operation> = {
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

const ROW_BY_ROW: Record<string, Operation> = {
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
  decay: { outputs: one, inputs: one, run: (engine, [dW], [W]) => void engine.decay(dW, W, 0.125) },
  squaredNorm: { outputs: none, inputs: one, run: (engine, _, [x]) => engine.squaredNorm(x) },
  countCorrect: { outputs: none, inputs: one, run: (engine, _, [s], t) => engine.countCorrect(s, t) },
};

const ALL = { ...PRODUCTS, ...ROW_BY_ROW };

const LARGE: Shape[] = [
  [3, 784, 50],
  [5, 50, 10],
  [2, 784, 800],
  [3, 800, 10],
  [100, 50, 10],
  [50, 17, 50],
];

/**
 * Sizes 1 … 17: all pairs of the last two dimensions, with N changing along. A remainder loop depends on two sizes at most,
 * because kernels work in blocks of two rows by three vectors. test/engine/shapes.test.ts has all triples of 1 … 9.
 */
function* productShapes(): Generator<Shape> {
  for (let I = 1; I <= 17; I++) for (let O = 1; O <= 17; O++) yield [1 + ((I + O) % 17), I, O];
  yield* LARGE;
}

function* rowShapes(): Generator<Shape> {
  for (let N = 1; N <= 17; N++) for (let O = 1; O <= 17; O++) yield [N, 1, O];
  yield* LARGE;
}

function shapesOf(name: string): Iterable<Shape> {
  return name in PRODUCTS ? productShapes() : rowShapes();
}

/** An endless sequence of random numbers; it repeats after 10,007, a prime. */
class Numbers {
  readonly #list: Float64Array;
  #next = 0;

  constructor(draw: (random: Philox) => number, seed = 1) {
    const random = new Philox(seed, 0);
    this.#list = Float64Array.from({ length: 10_007 }, () => draw(random));
  }

  list(length: number): Float64Array {
    const list = new Float64Array(length);
    for (let done = 0; done < length; ) {
      const part = this.#list.subarray(this.#next, this.#next + length - done);
      list.set(part, done);
      done += part.length;
      this.#next = (this.#next + part.length) % this.#list.length;
    }
    return list;
  }
}

/** An integer in −4 … 4, zero half of the time; sums stay far below 2^24. */
const integer = (random: Philox) => (random.integer(2) ? 0 : random.integer(9) - 4);
/** A number that is exact in float32, zero a quarter of the time. */
const real = (random: Philox) => (random.integer(4) ? Math.fround(random.normal()) : 0);

/** Runs operations on arrays that are reused for matrices of the same width, so stale contents would show. */
class Runner {
  readonly engine: Engine;
  readonly #arrays = new Map<string, NdArray>();
  readonly #views = new Map<string, NdArray>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  array(role: string, [rows, columns]: Matrix): NdArray {
    const key = `${role} ${columns}`;
    const known = this.#views.get(`${key} ${rows}`);
    if (known) return known;
    let array = this.#arrays.get(key);
    if (!array || array.shape[0] < rows)
      this.#arrays.set(key, (array = this.engine.zeros(Math.max(rows, 17), columns)));
    const view = array.hi(rows, columns);
    this.#views.set(`${key} ${rows}`, view);
    return view;
  }

  /** Runs an operation on arrays with these contents; returns all outputs as one list. */
  run({ outputs, inputs, run }: Operation, shape: Shape, contents: Contents): Float64Array {
    const outs = outputs(shape).map((size, i) => write(this.array(`output ${i}`, size), contents.outputs[i]));
    const ins = inputs(shape).map((size, i) => write(this.array(`input ${i}`, size), contents.inputs[i]));
    const value = run(this.engine, outs, ins, contents.t);
    return listOf(outs, value);
  }
}

interface Contents {
  readonly outputs: Float64Array[];
  readonly inputs: Float64Array[];
  readonly t: Labels;
}

/** Fills a matrix in row-major order; faster than `set`. */
function write(x: NdArray, values: ArrayLike<number>): NdArray {
  const [rows, columns] = x.shape;
  const [down, right] = x.stride;
  for (let i = 0, k = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) x.data[x.offset + i * down + j * right] = values[k++];
  }
  return x;
}

/** The elements of several matrices in row-major order, then `value` if it is a number. */
function listOf(matrices: readonly NdArray[], value?: unknown): Float64Array {
  const size = matrices.reduce((sum, x) => sum + x.size, 0);
  const list = new Float64Array(typeof value === 'number' ? size + 1 : size);
  let next = 0;
  for (const { data, shape, stride, offset } of matrices) {
    const [rows, columns] = shape;
    const [down, right] = stride;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) list[next++] = data[offset + i * down + j * right];
    }
  }
  if (typeof value === 'number') list[next] = value;
  return list;
}

function draw({ outputs, inputs }: Operation, shape: Shape, numbers: Numbers, labels: Philox): Contents {
  const [N, , O] = shape;
  const list = ([rows, columns]: Matrix) => numbers.list(rows * columns);
  const classNumbers = Uint16Array.from({ length: N }, () => labels.integer(O));
  return { outputs: outputs(shape).map(list), inputs: inputs(shape).map(list), t: ndarray(classNumbers, [N]) };
}

function magnitudes({ outputs, inputs, t }: Contents): Contents {
  return { outputs: outputs.map((list) => list.map(Math.abs)), inputs: inputs.map((list) => list.map(Math.abs)), t };
}

/** γ_k = k u / (1 − k u), the usual bound for k roundings in a precision. */
function gamma(k: number, precision: Precision): number {
  const u = precision === 'float32' ? 2 ** -24 : 2 ** -53;
  return (k * u) / (1 - k * u);
}

type Numeric = ArrayLike<number>;

/** The first element that differs by more than its bound, as a message. */
function beyondBound(got: Numeric, expected: Numeric, bound: (place: number) => number): string | undefined {
  if (got.length !== expected.length) return `${got.length} numbers, expected ${expected.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!(Math.abs(got[i] - expected[i]) <= bound(i))) return `${got[i]} at ${i}, expected ${expected[i]}`;
  }
  return undefined;
}

/** The first element that differs in any bit, as a message; all NaN are equal. */
function firstDifference(got: Numeric, expected: Numeric): string | undefined {
  if (got.length !== expected.length) return `${got.length} numbers, expected ${expected.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!Object.is(got[i], expected[i])) return `${got[i]} at ${i}, expected ${expected[i]}`;
  }
  return undefined;
}

test.each([
  [0, 1],
  [0, 2],
  [1, 2],
])('the shapes for products contain every pair of 1 … 17 in dimensions %d and %d', (a, b) => {
  const pairs = new Set([...productShapes()].map((shape) => `${shape[a]} × ${shape[b]}`));
  for (let i = 1; i <= 17; i++) for (let j = 1; j <= 17; j++) expect(pairs).toContain(`${i} × ${j}`);
});

describe.each(PRECISIONS)('simd %s against reference, 1 … 17 in each dimension, 50, 784, 800', (precision) => {
  const simd = new Runner(createSimdEngine(precision));
  const oracle = new Runner(reference);
  // Operations that return a fraction of an integer, rounded once.
  const sums = ['meanSquaredError', 'squaredNorm'];
  const rounded = precision === 'float32' ? Math.fround : (value: number) => value;
  const fractions = ['adaGrad', 'rmsProp', 'adam'];
  const transcendental = [
    'sigmoid',
    'sigmoidGradient',
    'softmax',
    'softmaxCrossEntropy',
    'softmaxCrossEntropy with epsilon',
  ];

  test.each(Object.entries(ALL).filter(([name]) => ![...fractions, ...transcendental].includes(name)))(
    '%s of integers has the same bits',
    (name, operation) => {
      const [numbers, labels] = [new Numbers(integer), new Philox(2, 0)];
      const wrong: string[] = [];
      let count = 0;
      for (const shape of shapesOf(name)) {
        const contents = draw(operation, shape, numbers, labels);
        const got = simd.run(operation, shape, contents);
        const expected = oracle.run(operation, shape, contents);
        // A returned number is float64 in both precisions.
        const fault = firstDifference(got, sums.includes(name) ? expected : expected.map(rounded));
        if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
        count++;
      }
      expect(wrong).toEqual([]);
      expect(count).toBe(289 + LARGE.length);
    },
  );

  // Measured: in float64 the bits are the same, because both engines sum in the same order.
  test.each(Object.entries(PRODUCTS))(
    '%s of real numbers is within 1e-13 Σ|a||b|, or γ of float32',
    (name, operation) => {
      const [numbers, labels] = [new Numbers(real, 3), new Philox(2, 0)];
      const wrong: string[] = [];
      for (const shape of shapesOf(name)) {
        const contents = draw(operation, shape, numbers, labels);
        const sums = oracle.run(operation, shape, magnitudes(contents));
        const share = precision === 'float64' ? 1e-13 : gamma(operation.terms?.(shape) ?? 0, precision);
        const fault = beyondBound(
          simd.run(operation, shape, contents),
          oracle.run(operation, shape, contents),
          (i) => share * sums[i],
        );
        if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  // test/engine/optimizers.test.ts tests the optimizers more strictly.
  const others = Object.entries(ROW_BY_ROW).filter(([name]) => !fractions.includes(name));
  test.each(others)('%s of real numbers differs by at most 10 roundings', (name, operation) => {
    const [numbers, labels] = [new Numbers((random) => Math.fround(3 * real(random)), 4), new Philox(2, 0)];
    // These subtract numbers up to 12, so a small difference has a larger relative error.
    const subtracting = ['sgd', 'momentum', 'nesterov', 'movingAverage', 'decay', 'softmaxCrossEntropy'];
    const size = [...subtracting, 'softmaxCrossEntropy with epsilon'].includes(name) ? 12 : 0;
    const wrong: string[] = [];
    for (const shape of rowShapes()) {
      const contents = draw(operation, shape, numbers, labels);
      const expected = oracle.run(operation, shape, contents);
      const share = sums.includes(name) ? gamma(shape[0] * shape[2] + 3, 'float64') : gamma(10, precision);
      const fault = beyondBound(
        simd.run(operation, shape, contents),
        expected,
        (i) => share * (size + Math.abs(expected[i])),
      );
      if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Four memory layouts with gaps, used with several offsets. */
const LAYOUTS: [name: string, stride: (size: Matrix) => [number, number]][] = [
  ['padded rows', ([, columns]) => [columns + 3, 1]],
  ['transposed', ([rows]) => [1, rows + 2]],
  ['every second row, every third column', ([, columns]) => [6 * columns, 3]],
  ['reversed', ([, columns]) => [-(columns + 1), -1]],
];

const CANARY = -7777.25;

/** Makes a matrix in memory filled with canary values. */
function layOut(memory: (length: number) => NdArray['data'], pattern: number, offset: number, size: Matrix): NdArray {
  const stride = LAYOUTS[pattern][1](size);
  const last = (size[0] - 1) * stride[0] + (size[1] - 1) * stride[1];
  const data = memory(Math.abs(last) + 1 + 2 * offset + 5);
  data.fill(CANARY);
  return ndarray(data, [...size], stride, offset + Math.max(0, -last));
}

describe.each(PRECISIONS)(
  'simd %s copies arrays in and out if they are in other memory or have another layout',
  (precision) => {
    const engine = createSimdEngine(precision);
    const other = createSimdEngine(precision);
    const runner = new Runner(engine);
    const inEngine = (engine: Engine) => (length: number) => engine.zeros(1, length).data.subarray(0, length);
    const MEMORIES: [name: string, memory: (length: number) => NdArray['data']][] = [
      ['plain float64 memory', (length) => new Float64Array(length)],
      ['plain float32 memory', (length) => new Float32Array(length)],
      ['an array of the engine', (length) => engine.zeros(1, length).data],
      ['a part of an array of the engine', inEngine(engine)],
      ['an array of another engine', (length) => other.zeros(1, length).data],
    ];
    const SHAPES: Shape[] = [
      [1, 1, 1],
      [1, 2, 4],
      [2, 1, 3],
      [3, 4, 2],
      [4, 8, 1],
      [5, 3, 16],
      [8, 5, 17],
      [17, 13, 5],
      [2, 50, 10],
    ];

    test.each(Object.entries(ALL))('%s, in 4 layouts, 4 offsets and 5 memories', (_, operation) => {
      const [numbers, labels] = [new Numbers(real, 5), new Philox(2, 0)];
      const wrong: string[] = [];
      let turn = 0;
      for (const shape of SHAPES) {
        const contents = draw(operation, shape, numbers, labels);
        const expected = runner.run(operation, shape, contents);
        for (const [p, [pattern]] of LAYOUTS.entries()) {
          for (let offset = 0; offset < 4; offset++) {
            const [name, memory] = MEMORIES[turn++ % MEMORIES.length];
            const place = (size: Matrix, i: number) => layOut(memory, (p + i) % 4, (offset + i) % 4, size);
            const outs = operation.outputs(shape).map((size, i) => write(place(size, i), contents.outputs[i]));
            const ins = operation.inputs(shape).map((size, i) => write(place(size, i + 1), contents.inputs[i]));
            const before = ins.map(({ data }) => data.slice());
            const value = operation.run(engine, outs, ins, contents.t);

            const written = outs.reduce((sum, { size }) => sum + size, 0);
            const store = name === 'plain float32 memory' ? Math.fround : (value: number) => value;
            const at = `${shape.join(' × ')}, ${pattern}, offset ${offset}, ${name}`;
            const fault = firstDifference(
              listOf(outs, value),
              expected.map((v, i) => (i < written ? store(v) : v)),
            );
            if (fault) wrong.push(`${at}: ${fault}`);
            if (ins.some(({ data }, i) => firstDifference(data, before[i]))) wrong.push(`${at}: an input changed`);
            for (const out of outs) {
              const inside = new Set(offsets(out));
              if (out.data.some((v, i) => v !== CANARY && !inside.has(i))) wrong.push(`${at}: a canary is gone`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    });

    const C = CANARY;
    test.each<[string, (data: NdArray['data']) => NdArray, expected: number[]]>([
      ['inside a row', (data) => ndarray(data, [2, 3], [4, 1], 1), [C, 1, 2, 3, C, 4, 5, 6, C, C, C, C]],
      ['every second row', (data) => ndarray(data, [2, 3], [8, 1]), [1, 2, 3, C, C, C, C, C, 4, 5, 6, C]],
      ['the same row twice', (data) => ndarray(data, [2, 3], [0, 1]), [4, 5, 6, C, C, C, C, C, C, C, C, C]],
      ['narrower rows', (data) => ndarray(data, [3, 2], [4, 1]), [1, 2, C, C, 3, 4, C, C, 5, 6, C, C]],
      ['wider rows', (data) => ndarray(data, [2, 4], [4, 1]), [1, 2, 3, 4, 5, 6, 7, 8, C, C, C, C]],
      ['rows from bottom to top', (data) => ndarray(data, [2, 3], [-4, 1], 4), [4, 5, 6, C, 1, 2, 3, C, C, C, C, C]],
      ['the end of a row', (data) => ndarray(data, [1, 3], [4, 1], 2), [C, C, 1, 2, 3, C, C, C, C, C, C, C]],
      ['every second element', (data) => ndarray(data, [1, 3], [4, 2]), [1, C, 2, C, 3, C, C, C, C, C, C, C]],
      ['a column', (data) => ndarray(data, [3, 1], [4, 1], 1), [C, 1, C, C, C, 2, C, C, C, 3, C, C]],
      ['whole rows, without a copy', (data) => ndarray(data, [2, 3], [4, 1], 4), [C, C, C, C, 1, 2, 3, 0, 4, 5, 6, 0]],
    ])('views of an array of the engine: %s', (_, viewOf, expected) => {
      const { data } = engine.zeros(3, 3);
      data.fill(C);
      const view = viewOf(data);
      const [rows, columns] = view.shape;
      const whole = arrayOf(
        engine,
        [rows, columns],
        Array.from({ length: rows * columns }, (_, i) => i + 1),
      );
      engine.activate('relu', view, whole);
      expect(Array.from(data)).toEqual(expected);
      const back = engine.zeros(rows, columns);
      engine.activate('relu', back, view);
      expect(flat(back)).toEqual(flat(view));
    });

    test('elementwise operations accept three dimensions', () => {
      const values = Array.from({ length: 2 * 3 * 5 }, (_, i) => i - 12);
      const x = arrayOf(engine, [2, 3, 5], values);
      const [y, dx, W] = [engine.zeros(2, 3, 5), engine.zeros(2, 3, 5), engine.zeros(2, 3, 5)];
      engine.activate('relu', y, x);
      engine.activateGradient('relu', dx, x, y);
      engine.update('sgd', W, [], x, 2);
      expect(flat(y)).toEqual(values.map((v) => Math.max(v, 0)));
      expect(flat(dx)).toEqual(values.map((v) => Math.max(v, 0)));
      expect(flat(W)).toEqual(values.map((v) => 0 - 2 * v));
    });
  },
);

/** The engine's allocated memory and the next megabyte, as bytes. */
function memoryOf(engine: Engine): { used: Uint8Array; free: Uint8Array } {
  const { buffer, byteOffset } = engine.zeros(1).data;
  const top = byteOffset + 64;
  return { used: new Uint8Array(buffer, 0, top), free: new Uint8Array(buffer, top, 1 << 20) };
}

/** The byte range of an array in the engine's memory, with padding. */
function span(x: NdArray, rowBytes: number): [from: number, to: number] {
  const from = x.data.byteOffset + x.offset * x.data.BYTES_PER_ELEMENT;
  return [from, from + x.shape[0] * rowBytes];
}

/** The padding of each row of an array in the engine's memory. */
function padding(x: NdArray): NdArray['data'][] {
  const [rows, columns] = x.shape;
  const [width] = x.stride;
  const row = (i: number) => x.data.subarray(x.offset + i * width + columns, x.offset + (i + 1) * width);
  return Array.from({ length: rows }, (_, i) => row(i));
}

describe.each(PRECISIONS)('simd %s stays within its arrays', (precision) => {
  const SHAPES: Shape[] = [
    [1, 1, 1],
    [2, 3, 5],
    [5, 7, 3],
    [4, 4, 4],
    [3, 17, 13],
    [7, 2, 53],
    [2, 50, 10],
  ];

  test.each(Object.entries(ALL))('%s writes only to its outputs and keeps their padding zero', (name, operation) => {
    const engine = createSimdEngine(precision);
    const runner = new Runner(engine);
    const [numbers, labels] = [new Numbers(real, 6), new Philox(2, 0)];
    for (const shape of SHAPES) {
      const contents = draw(operation, shape, numbers, labels);
      for (const [i, size] of operation.inputs(shape).entries())
        write(runner.array(`input ${i}`, size), contents.inputs[i]);
      const outs = operation
        .outputs(shape)
        .map((size, i) => write(runner.array(`output ${i}`, size), contents.outputs[i]));
      const { used } = memoryOf(engine);
      const before = used.slice();
      runner.run(operation, shape, contents);
      const after = used.slice();
      for (const out of outs) {
        const rowBytes = out.stride[0] * out.data.BYTES_PER_ELEMENT;
        const [from, to] = span(out, rowBytes);
        after.set(before.subarray(from, to), from);
        // An exception: sigmoid writes sigmoid(0) to its padding, which nothing reads.
        const rest = padding(out).flatMap((row) => Array.from(row));
        expect(rest.every((value) => value === (name === 'sigmoid' ? 0.5 : 0))).toBe(true);
      }
      expect(Buffer.compare(after, before), shape.join(' × ')).toBe(0);
    }
  });

  test.each(Object.entries(ALL))('%s does not depend on padding or on stale scratch memory', (_, operation) => {
    const engine = createSimdEngine(precision);
    const runner = new Runner(engine);
    const [numbers, labels] = [new Numbers(real, 7), new Philox(2, 0)];
    for (const shape of SHAPES) {
      const contents = draw(operation, shape, numbers, labels);
      const expected = runner.run(operation, shape, contents);
      for (const [i, size] of operation.inputs(shape).entries()) {
        for (const row of padding(runner.array(`input ${i}`, size))) row.fill(nan);
      }
      memoryOf(engine).free.fill(0xff);
      expect(firstDifference(runner.run(operation, shape, contents), expected), shape.join(' × ')).toBeUndefined();
    }
  });

  test('padding is zero after 300 training steps', () => {
    const engine = createSimdEngine(precision);
    const [N, I, H, O] = [5, 7, 9, 3];
    const random = new Philox(8, 0);
    const normal = (rows: number, columns: number) =>
      arrayOf(
        engine,
        [rows, columns],
        Array.from({ length: rows * columns }, () => random.normal()),
      );
    const [x, W1, b1, W2, b2] = [normal(N, I), normal(I, H), engine.zeros(H), normal(H, O), engine.zeros(O)];
    const [dW1, db1, dW2, db2] = [engine.zeros(I, H), engine.zeros(H), engine.zeros(H, O), engine.zeros(O)];
    const [a, z, s, y] = [engine.zeros(N, H), engine.zeros(N, H), engine.zeros(N, O), engine.zeros(N, O)];
    const [ds, dz, da, dx] = [engine.zeros(N, O), engine.zeros(N, H), engine.zeros(N, H), engine.zeros(N, I)];
    const t = ndarray(Uint8Array.of(0, 1, 2, 1, 0), [N]);
    for (let step = 0; step < 300; step++) {
      engine.affine(a, x, W1, b1);
      if (step % 2) engine.activate('relu', z, a);
      else engine.activate('sigmoid', z, a);
      engine.affine(s, z, W2, b2);
      engine.softmaxCrossEntropy(y, s, t, 0);
      engine.softmaxCrossEntropyGradient(ds, y, t);
      engine.affineParameterGradients(dW2, db2, z, ds);
      engine.affineInputGradient(dz, ds, W2);
      if (step % 2) engine.activateGradient('relu', da, dz, z);
      else engine.activateGradient('sigmoid', da, dz, z);
      engine.affineParameterGradients(dW1, db1, x, da);
      engine.affineInputGradient(dx, da, W1);
      for (const [W, dW] of [
        [W1, dW1],
        [b1, db1],
        [W2, dW2],
        [b2, db2],
      ])
        engine.update('sgd', W, [], dW, 0.1);
    }
    const matrices = [W1, W2, dW1, dW2, a, z, s, y, ds, dz, da, dx];
    const vectors = [b1, b2, db1, db2].map((b) => ndarray(b.data, [1, b.shape[0]]) as NdArray);
    const rest = [...matrices, ...vectors].flatMap((array) => padding(array).flatMap((row) => Array.from(row)));
    expect(rest.length).toBeGreaterThan(50);
    expect(rest.every((value) => value === 0)).toBe(true);
    expect(engine.softmaxCrossEntropy(y, s, t, 0)).toBeLessThan(0.1);
  });
});

describe.each(PRECISIONS)('simd %s: batches of data rows', (precision) => {
  const engine = createSimdEngine(precision);

  /** Random rows; four in five bytes are 0. Row 2 is all 0, row 3 all 255. */
  function bytes(count: number, width: number, largest = 255): Uint8Array {
    const random = new Philox(width, count);
    const data = Uint8Array.from({ length: count * width }, () =>
      random.integer(5) ? 0 : random.integer(largest + 1),
    );
    data.fill(0, 2 * width, 3 * width);
    data.fill(largest, 3 * width, 4 * width);
    return data;
  }

  const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17];
  const SHAPES: Shape[] = [
    ...SIZES.flatMap((I) => SIZES.map((O): Shape => [1 + ((I + O) % 9), I, O])),
    [3, 784, 50],
    [7, 784, 10],
    [2, 784, 800],
    [4, 50, 52],
  ];

  /** y, dW and db as computed by one engine, as one list. */
  function products(runner: Runner, data: Uint8Array, scale: number, [N, I, O]: Shape, numbers: Numbers) {
    const x = { rows: runner.engine.rows(data, I, scale), index: indexOf(N) };
    const array = (role: string, size: Matrix) => write(runner.array(role, size), numbers.list(size[0] * size[1]));
    const [W, b, dout] = [array('W', [I, O]), array('b', [1, O]), array('dout', [N, O])];
    const [y, dW, db] = [array('y', [N, O]), array('dW', [I, O]), array('db', [1, O])];
    runner.engine.affine(y, x, W, rowOf(b));
    runner.engine.affineParameterGradients(dW, rowOf(db), x, dout);
    return listOf([y, dW, db]);
  }

  /** Row numbers below 6, some repeated; among them the rows that are all 0 and all 255. */
  function indexOf(N: number): Int32Array {
    return Int32Array.from({ length: N }, (_, n) => [3, 5, 2, 5, 0, 3, 4, 1, 5][n]);
  }

  const runners = [engine, reference].map((each) => new Runner(each));

  test('integers give the same bits', () => {
    const numbers = [new Numbers(integer, 9), new Numbers(integer, 9)];
    for (const shape of SHAPES) {
      const data = bytes(6, shape[1], 16);
      const [got, expected] = runners.map((runner, i) => products(runner, data, 1, shape, numbers[i]));
      expect(firstDifference(got, expected), shape.join(' × ')).toBeUndefined();
    }
  });

  test('real numbers are within 1e-13 Σ|a||b|, or γ of float32', () => {
    const normal = (random: Philox) => Math.fround(random.normal());
    const numbers = [new Numbers(normal, 10), new Numbers(normal, 10)];
    const sizes = new Numbers((random) => Math.abs(normal(random)), 10);
    for (const shape of SHAPES) {
      const data = bytes(6, shape[1]);
      const [got, expected] = runners.map((runner, i) => products(runner, data, 255, shape, numbers[i]));
      const sums = products(runners[1], data, 255, shape, sizes);
      const share = precision === 'float64' ? 1e-13 : gamma(shape[1] + shape[0] + 1, precision);
      expect(
        beyondBound(got, expected, (i) => share * sums[i]),
        shape.join(' × '),
      ).toBeUndefined();
    }
  });

  test('all of 2,503 rows are stored, and an empty batch gives zero gradients', () => {
    const [count, width] = [2503, 3];
    const data = Uint8Array.from({ length: count * width }, (_, i) => (i * 37) % 256);
    const rows = engine.rows(data, width, 1);
    const identity = arrayOf(engine, [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const y = engine.zeros(count, width);
    engine.affine(y, { rows, index: Int32Array.from({ length: count }, (_, n) => n) }, identity, engine.zeros(3));
    expect(flat(y)).toEqual(Array.from(data));

    const [dW, db] = [arrayOf(engine, [3, 3], new Array(9).fill(7)), arrayOf(engine, [3], [7, 7, 7])];
    const none = { rows, index: new Int32Array(0) };
    engine.affine(engine.zeros(0, 3), none, identity, engine.zeros(3));
    engine.affineParameterGradients(dW, db, none, engine.zeros(0, 3));
    expect([...flat(dW), ...flat(db)]).toEqual(new Array(12).fill(0));
    expect(engine.rows(new Uint8Array(0), 3, 255).count).toBe(0);
  });

  const faults: [string, (batch: Batch) => Batch, error: typeof RangeError | string][] = [
    ['row −1', ({ rows }) => ({ rows, index: Int32Array.of(0, -1) }), 'row -1 of a batch, expected 0 … 5'],
    [
      'a row number too large',
      ({ rows }) => ({ rows, index: Int32Array.of(6, 0) }),
      'row 6 of a batch, expected 0 … 5',
    ],
    ['row −2147483648', ({ rows }) => ({ rows, index: Int32Array.of(1, -(2 ** 31)) }), RangeError],
    ['row 2147483647', ({ rows }) => ({ rows, index: Int32Array.of(1, 2 ** 31 - 1) }), RangeError],
    [
      'rows of another simd engine',
      ({ index }) => ({ rows: createSimdEngine(precision).rows(bytes(6, 5), 5, 255), index }),
      'simd engine: the rows of a batch belong to another engine',
    ],
    [
      'rows of the reference engine',
      ({ index }) => ({ rows: reference.rows(bytes(6, 5), 5, 255), index }),
      'simd engine: the rows of a batch belong to another engine',
    ],
  ];

  test.each(faults)('%s: throws, writes nothing, and the engine stays usable', (_, spoil, error) => {
    const good = { rows: engine.rows(bytes(6, 5), 5, 255), index: Int32Array.of(0, 3) };
    const bad = spoil(good);
    const ones = (rows: number, columns: number) => arrayOf(engine, [rows, columns], new Array(rows * columns).fill(1));
    const [y, W, dout] = [ones(2, 3), ones(5, 3), ones(2, 3)];
    const [b, db] = [ones(1, 3).pick(0, null), ones(1, 3).pick(0, null)];
    const { byteOffset } = engine.zeros(1).data;
    expect(() => engine.affine(y, bad, W, b)).toThrow(error);
    expect(() => engine.affineParameterGradients(W, db, bad, dout)).toThrow(error);
    expect([y, W, db].flatMap((array) => flat(array)).every((value) => value === 1)).toBe(true);
    expect(engine.zeros(1).data.byteOffset - byteOffset).toBe(64);
    engine.affine(y, good, W, b);
    expect(y.get(1, 0)).toBe(6);
  });
});

/**
 * float32 may differ from the reference, which computes in float64 and rounds once: an intermediate sum or product beyond
 * 3.4e38 becomes Infinity, and products below 2^-149 are rounded one by one. In both precisions, the bits of a NaN are not
 * compared.
 */
describe.each(PRECISIONS)('simd %s: special values give the same results as in the reference', (precision) => {
  const simd = new Runner(createSimdEngine(precision));
  const oracle = new Runner(reference);
  const singles = [nan, infinity, 0, 2 ** -149, 1e-40, 2 ** -126, 1, 1e30].map(Math.fround);
  const doubles = precision === 'float64' ? [5e-324, 1e-310, 2 ** -1022, 1.7e308] : [];
  const special = [...singles, ...doubles].flatMap((value) => [value, -value]);
  const pairs = special.flatMap((a) => special.map((b): [number, number] => [a, b]));

  /** NaN, infinities and zeros must be equal, signs included. Other numbers may differ by some roundings. */
  function alike(got: number, expected: number): boolean {
    const [stored, smallest] = precision === 'float32' ? [Math.fround(expected), 2 ** -149] : [expected, 5e-324];
    if (!Number.isFinite(stored) || expected === 0) return Object.is(got, stored);
    return Math.abs(got - stored) <= gamma(10, precision) * Math.abs(stored) + smallest;
  }

  test.each(['relu', 'reluGradient', 'sigmoid', 'sgd'])('%s of every pair of special values', (name) => {
    const operation = ALL[name];
    const shape: Shape = [1, 1, pairs.length];
    const [left, right] = [0, 1].map((i) => Float64Array.from(pairs, (pair) => pair[i]));
    const contents = { outputs: [left], inputs: [right, left], t: ndarray(Uint8Array.of(0), [1]) };
    const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, shape, contents));
    const wrong = pairs.filter((_, i) => !alike(got[i], expected[i]));
    expect(wrong).toEqual([]);
  });

  test('sigmoidGradient of every special dout and every value of a sigmoid', () => {
    const ys = [0, 1, 0.5, nan, 2 ** -149, Math.fround(1e-40), 1 - 2 ** -24];
    const all = special.flatMap((dout) => ys.map((y): [number, number] => [dout, y]));
    const [dout, y] = [0, 1].map((i) => Float64Array.from(all, (pair) => pair[i]));
    const contents = { outputs: [dout], inputs: [dout, y], t: ndarray(Uint8Array.of(0), [1]) };
    const shape: Shape = [1, 1, all.length];
    const [got, expected] = [simd, oracle].map((runner) => runner.run(ALL.sigmoidGradient, shape, contents));
    expect(all.filter((_, i) => !alike(got[i], expected[i]))).toEqual([]);
  });

  const inRows = Object.keys(ROW_BY_ROW).filter((name) => /softmax|meanSquared|countCorrect/.test(name));
  test.each(inRows)('%s of rows of any three special values', (name) => {
    const operation = ALL[name];
    const wrong: string[] = [];
    let turn = 0;
    for (const a of special) {
      for (const [b, c] of pairs) {
        const inputs = [Float64Array.of(a, b, c), Float64Array.of(b, c, 0.5)];
        const label = turn++ % 3;
        const contents = { outputs: [inputs[0]], inputs, t: ndarray(Uint8Array.of(label), [1]) };
        const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, [1, 1, 3], contents));
        const last = got.length - 1;
        // A returned number is float64 in both precisions.
        const isLike = (value: number, i: number) =>
          alike(value, expected[i]) ||
          (i === last && Math.abs(value - expected[i]) <= gamma(10, precision) * Math.max(1, Math.abs(expected[i])));
        if (got.length !== expected.length || !got.every(isLike))
          wrong.push(`${[a, b, c]} and ${label}: ${got}, expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(PRODUCTS))('%s with one special value in six', (_, operation) => {
    const plain = special.filter((value) => !(Math.abs(value) > 1 && Number.isFinite(value)));
    const numbers = new Numbers(
      (random) => (random.integer(6) ? real(random) : plain[random.integer(plain.length)]),
      11,
    );
    const labels = new Philox(2, 0);
    let [finite, infinite, nans] = [0, 0, 0];
    const wrong: string[] = [];
    for (let i = 0; i < 400; i++) {
      const shape: Shape = [1 + (i % 5), 1 + (i % 7), 1 + (i % 9)];
      const contents = draw(operation, shape, numbers, labels);
      const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, shape, contents));
      for (const [place, value] of got.entries()) {
        const wanted = expected[place];
        const isOrdinary = Number.isFinite(wanted);
        const isRight = isOrdinary
          ? Math.abs(value - wanted) <= gamma(40, precision) * (Math.abs(wanted) + 4)
          : Object.is(value, wanted);
        if (!isRight) wrong.push(`${shape.join(' × ')}: ${value} at ${place}, expected ${wanted}`);
        if (isOrdinary) finite++;
        else if (Number.isNaN(wanted)) nans++;
        else infinite++;
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(finite, infinite, nans)).toBeGreaterThan(50);
  });

  test('products never give −0, because sums start at +0, and do not flush subnormal numbers to zero', () => {
    const tiny = precision === 'float32' ? 2 ** -149 : 5e-324;
    const [x, W] = [Float64Array.of(-0, 1, -1), Float64Array.of(1, -0, 0)];
    for (const [operation, inputs] of [
      [PRODUCTS.affine, [x, W, Float64Array.of(-0)]],
      [PRODUCTS.affine, [Float64Array.of(1, 1, 0), Float64Array.of(tiny, tiny, 1), Float64Array.of(tiny)]],
    ] as const) {
      const contents = { outputs: [Float64Array.of(0)], inputs: [...inputs], t: ndarray(Uint8Array.of(0), [1]) };
      const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, [1, 3, 1], contents));
      expect(firstDifference(got, expected)).toBeUndefined();
    }
  });
});

test('in float32 an intermediate overflow stays Infinity, while the reference continues in float64', () => {
  const sums = [createSimdEngine('float32'), createReferenceEngine('float32')].map((engine) => {
    const y = engine.zeros(1, 1);
    const ones = arrayOf(engine, [3, 1], [1, 1, 1]);
    engine.affine(y, arrayOf(engine, [1, 3], [3e38, 3e38, -3e38]), ones, engine.zeros(1));
    return y.get(0, 0);
  });
  expect(sums).toEqual([infinity, Math.fround(3e38)]);
});

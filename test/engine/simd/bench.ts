import ndarray from 'ndarray';
import type { Labels, NdArray, Precision } from '../../../src/array.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { Philox } from '../../../src/random/philox.js';
import type { Matrix, Operation, Shape } from '../operations.js';

export const PRECISIONS: Precision[] = ['float64', 'float32'];
export const reference = createReferenceEngine('float64');

/** An endless sequence of random numbers; it repeats after 10,007, a prime. */
export class Numbers {
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
export const integer = (random: Philox) => (random.integer(2) ? 0 : random.integer(9) - 4);
/** A number that is exact in float32, zero a quarter of the time. */
export const real = (random: Philox) => (random.integer(4) ? Math.fround(random.normal()) : 0);

/** Runs operations on arrays that are reused for matrices of the same width, so stale contents would show. */
export class Runner {
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
export function write(x: NdArray, values: ArrayLike<number>): NdArray {
  const [rows, columns] = x.shape;
  const [down, right] = x.stride;
  for (let i = 0, k = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) x.data[x.offset + i * down + j * right] = values[k++];
  }
  return x;
}

/** The elements of several matrices in row-major order, then `value` if it is a number. */
export function listOf(matrices: readonly NdArray[], value?: unknown): Float64Array {
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

export function draw({ outputs, inputs }: Operation, shape: Shape, numbers: Numbers, labels: Philox): Contents {
  const [N, , O] = shape;
  const list = ([rows, columns]: Matrix) => numbers.list(rows * columns);
  const classNumbers = Uint16Array.from({ length: N }, () => labels.integer(O));
  return { outputs: outputs(shape).map(list), inputs: inputs(shape).map(list), t: ndarray(classNumbers, [N]) };
}

export function magnitudes({ outputs, inputs, t }: Contents): Contents {
  return { outputs: outputs.map((list) => list.map(Math.abs)), inputs: inputs.map((list) => list.map(Math.abs)), t };
}

/** γ_k = k u / (1 − k u), the usual bound for k roundings in a precision. */
export function gamma(k: number, precision: Precision): number {
  const u = precision === 'float32' ? 2 ** -24 : 2 ** -53;
  return (k * u) / (1 - k * u);
}

type Numeric = ArrayLike<number>;

/** The first element that differs by more than its bound, as a message. */
export function beyondBound(got: Numeric, expected: Numeric, bound: (place: number) => number): string | undefined {
  if (got.length !== expected.length) return `${got.length} numbers, expected ${expected.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!(Math.abs(got[i] - expected[i]) <= bound(i))) return `${got[i]} at ${i}, expected ${expected[i]}`;
  }
  return undefined;
}

/** The first element that differs in any bit, as a message; all NaN are equal. */
export function firstDifference(got: Numeric, expected: Numeric): string | undefined {
  if (got.length !== expected.length) return `${got.length} numbers, expected ${expected.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!Object.is(got[i], expected[i])) return `${got[i]} at ${i}, expected ${expected[i]}`;
  }
  return undefined;
}

import ops from 'ndarray-ops';
import { asMatrix, copy, type NdArray, values, zeros } from '../array.js';

/** A value in a computational graph: a number, or an array (element by element). */
type Value = number | NdArray;

/** z = x + y; dx = dout, dy = dout (chapter 5 of the book, `AddLayer`). */
export class Add<F extends Value> {
  /** z */
  forward(x: F, y: F): F {
    return combined(x, y, sum);
  }

  /** dx and dy for dout = dL/dz */
  backward(dout: F): { dx: F; dy: F } {
    return { dx: dout, dy: dout };
  }
}

/** z = x y; dx = dout y, dy = dout x (chapter 5 of the book, `MulLayer`). */
export class Multiply<F extends Value> {
  #inputs: { x: F; y: F } | undefined;

  /** z */
  forward(x: F, y: F): F {
    this.#inputs = { x, y };
    return combined(x, y, product);
  }

  /** dx and dy for dout = dL/dz. Throws before the first forward. */
  backward(dout: F): { dx: F; dy: F } {
    if (!this.#inputs) throw new Error('Multiply: backward before forward');
    const { x, y } = this.#inputs;
    return { dx: combined(dout, y, product), dy: combined(dout, x, product) };
  }
}

/** Copies a value to two outputs; dx = dout1 + dout2 (*Deep Learning from Scratch 2*, chapter 1). */
export class Branch<F extends Value> {
  /** Both outputs. */
  forward(x: F): [F, F] {
    return [x, x];
  }

  /** dx */
  backward(dout1: F, dout2: F): F {
    return combined(dout1, dout2, sum);
  }
}

/** Copies a row [1, D] or [D] N times: [N, D]; dx = Σ dout over the rows, [1, D] (*Deep Learning from Scratch 2*, chapter 1). */
export class Repeat {
  readonly #N: number;

  constructor(N: number) {
    this.#N = N;
  }

  /** [N, D] */
  forward(x: NdArray): NdArray {
    return repeatRows(x, this.#N);
  }

  /** dx: [1, D] */
  backward(dout: NdArray): NdArray {
    return sumRows(dout);
  }
}

/** Sums over axis 0: [N, D] → [1, D]; every row of dx is dout (*Deep Learning from Scratch 2*, chapter 1). */
export class Sum {
  #N = 0;

  /** [1, D] */
  forward(x: NdArray): NdArray {
    this.#N = x.shape[0];
    return sumRows(x);
  }

  /** dx: [N, D] */
  backward(dout: NdArray): NdArray {
    return repeatRows(dout, this.#N);
  }
}

const sum = (a: number, b: number) => a + b;
const product = (a: number, b: number) => a * b;

/** Applies f to two numbers, or to the elements of two arrays of equal shape. */
function combined<F extends Value>(x: F, y: F, f: (a: number, b: number) => number): F {
  if (typeof x === 'number' && typeof y === 'number') return f(x, y) as F;
  if (typeof x === 'number' || typeof y === 'number' || x.shape.join() !== y.shape.join()) {
    const [first, second] = [x, y].map((value) => (typeof value === 'number' ? 'a number' : `[${value.shape}]`));
    throw new RangeError(`a node got ${first} and ${second}, expected two numbers or two arrays of equal shape`);
  }
  const out = copy(x);
  const others = [...values(y)];
  for (let i = 0; i < out.size; i++) out.data[i] = f(out.data[i], others[i]);
  return out as F;
}

/** `np.repeat(x, N, axis=0)`; x: [1, D] or [D] */
function repeatRows(x: NdArray, N: number): NdArray {
  const row = asMatrix(x);
  if (row.dimension !== 2 || row.shape[0] !== 1) throw new RangeError(`x is [${x.shape}], expected one row [1, D]`);
  const out = zeros([N, row.shape[1]]);
  for (let n = 0; n < N; n++) ops.assign(out.pick(n, null), row.pick(0, null));
  return out;
}

/** `np.sum(x, axis=0, keepdims=True)`; x: [N, D] */
function sumRows(x: NdArray): NdArray {
  const out = zeros([1, x.shape[1]]);
  for (let n = 0; n < x.shape[0]; n++) ops.addeq(out.pick(0, null), x.pick(n, null));
  return out;
}

import ops from 'ndarray-ops';
import { asMatrix, copy, type NdArray, values, zeros } from '../array.js';

/** What flows along the arrows of a computational graph: a number, or an array treated element by element. */
type Flow = number | NdArray;

/** z = x + y; the gradient goes to both inputs unchanged (seed 003, `AddLayer`; seed 002, 3.4). */
export class Add<F extends Flow> {
  forward(x: F, y: F): F {
    return combined(x, y, sum);
  }

  backward(dout: F): { dx: F; dy: F } {
    return { dx: dout, dy: dout };
  }
}

/** z = x y; dx = dout y, dy = dout x: each input gets the other (seed 003, `MulLayer`; seed 002, 3.4.1). */
export class Multiply<F extends Flow> {
  #inputs: { x: F; y: F } | undefined;

  forward(x: F, y: F): F {
    this.#inputs = { x, y };
    return combined(x, y, product);
  }

  backward(dout: F): { dx: F; dy: F } {
    if (!this.#inputs) throw new Error('Multiply: backward before forward');
    const { x, y } = this.#inputs;
    return { dx: combined(dout, y, product), dy: combined(dout, x, product) };
  }
}

/** The same value twice; the gradients of the two copies add up (seed 002, 3.4.2). */
export class Branch<F extends Flow> {
  forward(x: F): [F, F] {
    return [x, x];
  }

  backward(dout1: F, dout2: F): F {
    return combined(dout1, dout2, sum);
  }
}

/** A row [1, D] (or [D]) N times: [N, D]; the gradients of the copies add up: [1, D] (seed 002, 3.4.3). */
export class Repeat {
  readonly #N: number;

  constructor(N: number) {
    this.#N = N;
  }

  forward(x: NdArray): NdArray {
    return repeatRows(x, this.#N);
  }

  backward(dout: NdArray): NdArray {
    return sumRows(dout);
  }
}

/** The sum over axis 0 with the axis kept, [N, D] to [1, D]; the gradient goes to every row (seed 002, 3.4.4). */
export class Sum {
  #N = 0;

  forward(x: NdArray): NdArray {
    this.#N = x.shape[0];
    return sumRows(x);
  }

  backward(dout: NdArray): NdArray {
    return repeatRows(dout, this.#N);
  }
}

const sum = (a: number, b: number) => a + b;
const product = (a: number, b: number) => a * b;

/** f of two numbers, or of each element of two arrays of one shape, into a new one. */
function combined<F extends Flow>(x: F, y: F, f: (a: number, b: number) => number): F {
  if (typeof x === 'number' && typeof y === 'number') return f(x, y) as F;
  if (typeof x === 'number' || typeof y === 'number' || x.shape.join() !== y.shape.join()) {
    const [first, second] = [x, y].map((flow) => (typeof flow === 'number' ? 'a number' : `[${flow.shape}]`));
    throw new RangeError(`a node got ${first} and ${second}, expected two numbers or two arrays of one shape`);
  }
  const out = copy(x);
  const others = [...values(y)];
  for (let i = 0; i < out.size; i++) out.data[i] = f(out.data[i], others[i]);
  return out as F;
}

/** `np.repeat(x, N, axis=0)` of a row [1, D] or [D]. */
function repeatRows(x: NdArray, N: number): NdArray {
  const row = asMatrix(x);
  if (row.dimension !== 2 || row.shape[0] !== 1) throw new RangeError(`x is [${x.shape}], expected one row [1, D]`);
  const out = zeros([N, row.shape[1]]);
  for (let n = 0; n < N; n++) ops.assign(out.pick(n, null), row.pick(0, null));
  return out;
}

/** `np.sum(x, axis=0, keepdims=True)` of [N, D]. */
function sumRows(x: NdArray): NdArray {
  const out = zeros([1, x.shape[1]]);
  for (let n = 0; n < x.shape[0]; n++) ops.addeq(out.pick(0, null), x.pick(n, null));
  return out;
}

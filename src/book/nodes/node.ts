import ops from 'ndarray-ops';
import { copy, type NdArray } from '../../array.js';

/** What flows along the arrows of a computational graph: a number, or an array treated element by element. */
export type Flow = number | NdArray;

export function add<F extends Flow>(x: F, y: F): F;
export function add(x: Flow, y: Flow): Flow {
  if (typeof x === 'number' && typeof y === 'number') return x + y;
  const [out, other] = copyOf(x, y);
  ops.addeq(out, other);
  return out;
}

export function multiply<F extends Flow>(x: F, y: F): F;
export function multiply(x: Flow, y: Flow): Flow {
  if (typeof x === 'number' && typeof y === 'number') return x * y;
  const [out, other] = copyOf(x, y);
  ops.muleq(out, other);
  return out;
}

/** A copy of x to compute in, and y; both must be arrays of one shape. */
function copyOf(x: Flow, y: Flow): [NdArray, NdArray] {
  if (typeof x === 'number' || typeof y === 'number' || x.shape.join() !== y.shape.join()) {
    const [first, second] = [x, y].map((flow) => (typeof flow === 'number' ? 'a number' : `[${flow.shape}]`));
    throw new RangeError(`a node got ${first} and ${second}, expected two numbers or two arrays of one shape`);
  }
  return [copy(x), y];
}

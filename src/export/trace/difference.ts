import { largest, type Tensor } from './tensor.js';

/** How far a user's array is from ours. */
export interface Difference {
  /** max |yours − ours| */
  readonly most: number;
  /** ‖yours − ours‖ / (‖yours‖ + ‖ours‖) */
  readonly norm: number;
  /** Elements that differ by more than rounding. */
  readonly count: number;
  readonly size: number;
  readonly worst: { readonly index: readonly number[]; readonly mine: number; readonly ours: number };
}

/** Rounding errors of sums in another order, as a fraction of the largest element. */
const ROUNDING = { float64: 1e-11, float32: 1e-5, float16: 1e-2 };

export type Precision = keyof typeof ROUNDING;

/** The largest difference that counts as rounding. */
export function allowance(ours: Tensor, precision: Precision): number {
  return ROUNDING[precision] * largest(ours) + 1e-300;
}

/** Compares arrays of equal size, element by element; NaN counts as a difference. */
export function differenceOf(yours: Tensor, ours: Tensor, allowed: number): Difference {
  let [most, at, count, squares, yourSquares, ourSquares] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < ours.data.length; i++) {
    const [m, o] = [yours.data[i], ours.data[i]];
    const distance = m === o ? 0 : Math.abs(m - o);
    if (!(distance <= allowed)) count++;
    if (!(distance <= most)) {
      most = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
      at = i;
    }
    squares += distance ** 2;
    yourSquares += m ** 2;
    ourSquares += o ** 2;
  }
  const scale = Math.sqrt(yourSquares) + Math.sqrt(ourSquares);
  return {
    most,
    norm: squares === 0 ? 0 : Math.sqrt(squares) / scale,
    count,
    size: ours.data.length,
    worst: { index: indexOf(at, ours.shape), mine: yours.data[at], ours: ours.data[at] },
  };
}

/** Whether no element differs by more than `allowed`. Faster than `differenceOf`. */
export function agrees(yours: Tensor, ours: Tensor, allowed: number): boolean {
  const { data } = ours;
  if (yours.data.length !== data.length) return false;
  for (let i = 0; i < data.length; i++) {
    if (!(yours.data[i] === data[i] || Math.abs(yours.data[i] - data[i]) <= allowed)) return false;
  }
  return true;
}

function indexOf(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}

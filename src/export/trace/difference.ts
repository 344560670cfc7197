import { largest, type Tensor } from './tensor.js';

/** How far a reader's array is from ours. */
export interface Difference {
  /** max |mine − ours| */
  readonly most: number;
  /** ‖mine − ours‖ / (‖mine‖ + ‖ours‖) */
  readonly norm: number;
  /** Elements that differ by more than rounding. */
  readonly count: number;
  readonly size: number;
  readonly worst: { readonly index: readonly number[]; readonly mine: number; readonly ours: number };
}

/** How far apart results of the same formula may be, as part of the largest element: sums in another order. */
const ROUNDING = { float64: 1e-11, float32: 1e-5, float16: 1e-2 };

export type Precision = keyof typeof ROUNDING;

/** What rounding may do to an array. */
export function allowance(ours: Tensor, precision: Precision): number {
  return ROUNDING[precision] * largest(ours) + 1e-300;
}

/** Compares arrays of one size, element by element; a NaN differs. */
export function differenceOf(mine: Tensor, ours: Tensor, allowed: number): Difference {
  let [most, at, count, squares, mineSquares, ourSquares] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < ours.data.length; i++) {
    const [m, o] = [mine.data[i], ours.data[i]];
    const distance = m === o ? 0 : Math.abs(m - o);
    if (!(distance <= allowed)) count++;
    if (!(distance <= most)) {
      most = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
      at = i;
    }
    squares += distance ** 2;
    mineSquares += m ** 2;
    ourSquares += o ** 2;
  }
  const scale = Math.sqrt(mineSquares) + Math.sqrt(ourSquares);
  return {
    most,
    norm: squares === 0 ? 0 : Math.sqrt(squares) / scale,
    count,
    size: ours.data.length,
    worst: { index: indexOf(at, ours.shape), mine: mine.data[at], ours: ours.data[at] },
  };
}

/** Whether arrays of one size agree but for an allowance. Quicker than a difference. */
export function agrees(mine: Tensor, ours: Tensor, allowed: number): boolean {
  const { data } = ours;
  if (mine.data.length !== data.length) return false;
  for (let i = 0; i < data.length; i++) {
    if (!(mine.data[i] === data[i] || Math.abs(mine.data[i] - data[i]) <= allowed)) return false;
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

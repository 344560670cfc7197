import { agrees } from '../difference.js';
import { largest, type Tensor, zip } from '../tensor.js';

/** A relation between the numbers of two arrays, reported when no known mistake explains the difference. */
export interface Pattern {
  readonly id: string;
  readonly says: string;
  readonly hint: string;
  readonly isHarmless?: boolean;
}

/** A user's array, our array, and what else to compare with. */
export interface Pair {
  readonly name: string;
  readonly yours: Tensor;
  readonly ours: Tensor;
  /** Other arrays of the step, by their names. */
  readonly others: Iterable<readonly [string, Tensor]>;
  /** Likely factors with their names. */
  readonly factors: readonly (readonly [string, number])[];
}

/** Returns a pattern if the pair matches. */
export type Test = (pair: Pair) => Pattern | undefined;

/** Whether arrays agree up to a fraction of the largest element. */
export const close = (a: Tensor, b: Tensor, fraction = 1e-9) => agrees(a, b, fraction * largest(b) + 1e-300);

/** A number with at most six significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** max |a − b| */
export function maxDistance(a: Tensor, b: Tensor): number {
  return largest(zip(a, b, (x, y) => x - y));
}

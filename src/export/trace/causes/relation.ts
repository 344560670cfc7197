import { agrees } from '../difference.js';
import { largest, type Tensor, zip } from '../tensor.js';

/** What is told of an array that differs in a way no formula explains: how the numbers themselves are related. */
export interface Pattern {
  readonly id: string;
  readonly says: string;
  readonly hint?: string;
  readonly isHarmless?: boolean;
}

/** An array of the reader's, ours, and what it may be compared with. */
export interface Pair {
  readonly name: string;
  readonly mine: Tensor;
  readonly ours: Tensor;
  /** Other arrays of the step, by their names. */
  readonly others: Iterable<readonly [string, Tensor]>;
  /** Numbers that a factor may be, by what they are called. */
  readonly factors: readonly (readonly [string, number])[];
}

/** Tells a pattern, if it fits. */
export type Test = (pair: Pair) => Pattern | undefined;

/** Whether arrays agree but for a part of the largest element. */
export const close = (a: Tensor, b: Tensor, part = 1e-9) => agrees(a, b, part * largest(b) + 1e-300);

/** At most six digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** max |a − b| */
export function mostApart(a: Tensor, b: Tensor): number {
  return largest(zip(a, b, (x, y) => x - y));
}

import type { Kind, Place } from '../formulas.js';
import type { Tensor } from '../tensor.js';

/** A mistake, and the formula that makes the same one: if its numbers are the reader's, it is theirs. */
export interface Cause {
  /** A stable name, for --json. */
  readonly id: string;
  readonly at: readonly Kind[];
  /** What the reader's code does; `{name}` is the array. */
  readonly says: string;
  readonly hint: string;
  /** Whether the result is as good as ours. */
  readonly isHarmless?: boolean;
  readonly wrong: WrongFormula;
}

/** The wrong array; nothing where the mistake cannot be made. */
type WrongFormula = (place: Place) => Tensor | undefined;

/** A cause without where it is; its hint, if another one helps more. */
export type Row = readonly [id: string, says: string, wrong: WrongFormula, hint?: string];

/** Causes at one kind of array, most of which have the same hint. */
export function causesAt(kind: Kind, commonHint: string, rows: readonly Row[]): Cause[] {
  return rows.map(([id, says, wrong, hint = commonHint]) => ({ id, at: [kind], says, hint, wrong }));
}

/** A mistake that needs something. */
export function onlyIf(condition: boolean, value: () => Tensor): Tensor | undefined {
  return condition ? value() : undefined;
}

import type { Kind, Scope } from '../formulas.js';
import type { Tensor } from '../tensor.js';

/** A known mistake as a wrong formula. If the formula gives the user's numbers, the user made this mistake. */
export interface Cause {
  /** A stable name, for --json. */
  readonly id: string;
  readonly at: readonly Kind[];
  /** What the user's code does; `{name}` is the array. */
  readonly says: string;
  readonly hint: string;
  /** The difference is not a mistake. */
  readonly isHarmless?: boolean;
  readonly wrong: WrongFormula;
}

/** The wrong array; undefined if the mistake is impossible here. */
type WrongFormula = (scope: Scope) => Tensor | undefined;

/** A cause in a table of causes for one kind of array. hint: replaces the common hint of the table. */
export type Row = readonly [id: string, says: string, wrong: WrongFormula, hint?: string];

/** Causes for one kind of array with a common hint. */
export function causesAt(kind: Kind, commonHint: string, rows: readonly Row[]): Cause[] {
  return rows.map(([id, says, wrong, hint = commonHint]) => ({ id, at: [kind], says, hint, wrong }));
}

/** For mistakes that are possible only under a condition. */
export function onlyIf(condition: boolean, value: () => Tensor): Tensor | undefined {
  return condition ? value() : undefined;
}

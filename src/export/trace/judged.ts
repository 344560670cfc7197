import type { Difference } from './difference.js';
import type { Explanation } from './explain.js';
import type { UserArray } from './user-array.js';

/**
 * `own`: an input of the user's that differs from the config's; `harmless`: a difference that is no mistake; `follows`: correct,
 * given wrong arrays before it.
 */
export type Verdict = 'same' | 'own' | 'harmless' | 'follows' | 'differs';

/** An array that differs. */
export type Mistake = Judged & { readonly verdict: 'differs'; readonly explanation: Explanation };

/** The verdict on a user's array, computed from the user's arrays before it. */
export interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly layout?: UserArray['layout'];
  /** Difference from the correct value; absent if the sizes differ. */
  readonly difference?: Difference | undefined;
  readonly explanation?: Explanation | undefined;
}

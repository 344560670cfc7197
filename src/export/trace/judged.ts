import type { Difference } from './difference.js';
import type { Explanation } from './explain.js';
import type { Mine } from './mine.js';

/** `own`: an input that is not the config's; `harmless`: differs, and is no mistake; `follows`: right for the wrong arrays before it. */
export type Verdict = 'same' | 'own' | 'harmless' | 'follows' | 'differs';

/** A reader's array, judged from the reader's own arrays before it. */
export interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly layout?: Mine['layout'];
  /** From what the arrays before it give; absent where it has not as many elements. */
  readonly difference?: Difference | undefined;
  readonly explanation?: Explanation | undefined;
}

import type { ConfigInput } from '../../config/schema.js';
import type { ErrorCode } from '../../errors.js';
import type { AccuracyRecord } from '../../training/records.js';

/** What the process of one seed is to do: start its run in `path`, or go on with it. */
export interface Order {
  readonly seed: number;
  /** The folder of all seeds, with their config.json. */
  readonly folder: string;
  readonly path: string;
  /** Where the data lie now. */
  readonly data: ConfigInput['data'];
  readonly threads: number;
  readonly command: readonly string[];
}

/** What it reports. */
export type Report =
  | AccuracyRecord
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'stopped'; readonly by: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string; readonly hint?: string | undefined }
  | { readonly kind: 'bug'; readonly stack: string };

import type { Config } from '../../config/schema.js';
import type { Split } from '../../dataset/dataset.js';
import type { StrokesSplit } from '../../dataset/strokes/strokes.js';
import type { Findings } from '../../report/findings.js';
import type { Curves, PlainArrays } from '../unpack.js';
import type { Difference, StepTrace } from './trace.js';

/** Messages from the page to a worker. */
export type ToWorker =
  /** Draw the built-in digits from number `from` to `to`, exclusive. */
  | { readonly kind: 'draw'; readonly half: StrokesSplit; readonly from: number; readonly to: number }
  /** Load the kernels (WebAssembly) and the digits. */
  | { readonly kind: 'prepare'; readonly kernels: Uint8Array; readonly train: Split; readonly test: Split }
  /** Begin run number `run`, paused; settings: the content of a config file. */
  | { readonly kind: 'begin'; readonly run: number; readonly settings: object }
  | { readonly kind: 'train' | 'pause' | 'step' }
  /** Send one `progress` message as soon as something has changed. */
  | { readonly kind: 'requestProgress' }
  /** Differentiate the loss of the last step by the element of parameter `name` at a row-major index. */
  | { readonly kind: 'differentiate'; readonly name: string; readonly index: number };

/** Messages from a worker to the page. */
export type FromWorker =
  | { readonly kind: 'drawn'; readonly split: Split }
  | { readonly kind: 'begun'; readonly run: number; readonly config: Config }
  /** The settings are invalid, or training failed. */
  | { readonly kind: 'error'; readonly run: number; readonly message: string; readonly hint?: string | undefined }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'stepped'; readonly run: number; readonly trace: StepTrace }
  | { readonly kind: 'difference'; readonly difference: Difference };

/** `failed`: the loss is no longer finite. */
export type Status = 'running' | 'paused' | 'finished' | 'failed';

/** The state of a run. */
export interface Progress {
  readonly run: number;
  readonly status: Status;
  /** Updates so far. */
  readonly done: number;
  /** The losses since the last `progress` message; the last one is of update `done`. */
  readonly losses: Float64Array;
  readonly accuracy: Curves['accuracy'];
  /** The net and its evaluation on the test digits; absent if the run has failed. */
  readonly net?: { readonly parameters: PlainArrays; readonly findings: Findings } | undefined;
}

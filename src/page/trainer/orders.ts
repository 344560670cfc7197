import type { Config } from '../../config/schema.js';
import type { Split } from '../../dataset/dataset.js';
import type { StrokesSplit } from '../../dataset/strokes/strokes.js';
import type { Findings } from '../../report/findings.js';
import type { Curves, PlainArrays } from '../unpack.js';
import type { Difference, StepTrace } from './trace.js';

/** What the page tells a worker to do. */
export type Order =
  /** Draw some of the built-in digits, from number `from` up to, not including, `to`. */
  | { readonly kind: 'draw'; readonly half: StrokesSplit; readonly from: number; readonly to: number }
  /** Take in the kernels (WebAssembly) and the digits. */
  | { readonly kind: 'prepare'; readonly kernels: Uint8Array; readonly train: Split; readonly test: Split }
  /** Begin a run, which gets the number `run`; settings: a config as a file holds it. */
  | { readonly kind: 'begin'; readonly run: number; readonly settings: object }
  | { readonly kind: 'go' | 'pause' | 'step' }
  /** Tell how things stand, as soon as something is new. */
  | { readonly kind: 'ask' }
  /** Differentiate the loss of the last step by one of its parameters: `place` in row-major order. */
  | { readonly kind: 'differentiate'; readonly name: string; readonly place: number };

/** What a worker tells the page. */
export type News =
  | { readonly kind: 'drawn'; readonly split: Split }
  | { readonly kind: 'begun'; readonly run: number; readonly config: Config }
  /** Settings that no run can have, or something that failed. */
  | { readonly kind: 'refused'; readonly run: number; readonly message: string; readonly hint?: string | undefined }
  | { readonly kind: 'moment'; readonly moment: Moment }
  | { readonly kind: 'stepped'; readonly run: number; readonly trace: StepTrace }
  | { readonly kind: 'difference'; readonly difference: Difference };

/** `failed`: the loss is not finite any more. */
export type Status = 'running' | 'paused' | 'finished' | 'failed';

/** How a run stands. */
export interface Moment {
  readonly run: number;
  readonly status: Status;
  /** Updates so far. */
  readonly done: number;
  /** The losses since the last moment, that of update `done` last. */
  readonly losses: Float64Array;
  readonly accuracy: Curves['accuracy'];
  /** The net and what it says of the test digits; absent once the run has failed. */
  readonly net?: { readonly parameters: PlainArrays; readonly findings: Findings } | undefined;
}

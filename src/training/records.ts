import type { SamplerState } from '../dataset/batches.js';
import type { Parameters } from '../network/network.js';

/**
 * All that is needed to continue training after `iteration` updates. `average` and `best` are there if the options ask
 * for them.
 */
export interface TrainingState {
  readonly iteration: number;
  readonly parameters: Parameters;
  readonly optimizer: Parameters;
  readonly average?: Parameters;
  readonly best?: BestState;
  readonly batches: SamplerState;
}

/**
 * The loss of a batch after its update, or before it (`recordLoss`). `iteration` counts updates, `epoch` counts passes over
 * the training images, both from 1.
 */
export interface LossRecord {
  readonly kind: 'loss';
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
}

export interface AccuracyRecord {
  readonly kind: 'accuracy';
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy?: number;
  readonly validationAccuracy?: number;
  /** With `keep: best` or `patience`, the best evaluation so far, including this one. */
  readonly best?: BestEvaluation;
}

/** The best evaluation on the held-out images so far; of equal ones, the first. */
export interface BestEvaluation extends Omit<AccuracyRecord, 'kind' | 'loss' | 'best'> {
  /** The number of evaluations since then, none of them better. */
  readonly since: number;
}

/** The part in a checkpoint; `parameters` only with `keep: best`. */
export interface BestState {
  readonly evaluation: BestEvaluation;
  readonly parameters?: Parameters | undefined;
}

/** What training reports while it runs. */
export type TrainingRecord =
  | LossRecord
  /** The accuracies on all training images, and on the validation or test images, after an iteration, and its loss. */
  | AccuracyRecord
  /** A state to save, after all records before it. The next update overwrites its arrays. */
  | { kind: 'checkpoint'; state: TrainingState }
  /** Progress within a long step: parameters differentiated, or images evaluated, so far. */
  | { kind: 'progress'; phase: 'gradient' | 'evaluation'; done: number; total: number };

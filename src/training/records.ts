import type { SamplerState } from '../dataset/batches.js';
import type { Parameters } from '../network/network.js';

/**
 * All that training needs to go on: after so many updates, the arrays of the parameters, of the optimizer and of their moving
 * average if there is one, the best evaluation so far if it matters, and where the batches stand.
 */
export interface TrainingState {
  readonly iteration: number;
  readonly parameters: Parameters;
  readonly optimizer: Parameters;
  readonly average?: Parameters;
  readonly best?: BestState;
  readonly batches: SamplerState;
}

export interface AccuracyRecord {
  readonly kind: 'accuracy';
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly testAccuracy?: number;
  readonly validationAccuracy?: number;
  /** With `keep: best` or `patience`, the best evaluation so far; this one may be it. */
  readonly best?: BestEvaluation;
}

/** The best evaluation on the held-out images so far; of equal ones the first. */
export interface BestEvaluation extends Omit<AccuracyRecord, 'kind' | 'loss' | 'best'> {
  /** Evaluations since then, none of them better. */
  readonly since: number;
}

/** What a checkpoint holds of it; `parameters` only where they are to be kept. */
export interface BestState {
  readonly evaluation: BestEvaluation;
  readonly parameters?: Parameters | undefined;
}

/** What training reports as it goes. */
export type TrainingRecord =
  /**
   * The loss of a batch after the update it caused, or before it (`recordLoss`); `iteration` counts updates, `epoch` the
   * passes they fall in, from 1.
   */
  | { kind: 'loss'; iteration: number; epoch: number; loss: number }
  /**
   * The fractions of all training and all test images, or instead of those the validation images, that were classified
   * correctly after an iteration, and its loss. It may come some iterations later, but in order.
   */
  | AccuracyRecord
  /** A moment to save: every record of before is out. The arrays are those in use; the next step overwrites them. */
  | { kind: 'checkpoint'; state: TrainingState }
  /** Within one long step: parameters differentiated, or images evaluated, so far. */
  | { kind: 'progress'; phase: 'gradient' | 'evaluation'; done: number; total: number };

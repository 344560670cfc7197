/** What training reports as it goes. */
export type TrainingRecord =
  /** The loss of a batch after the update it caused; `iteration` counts updates, `epoch` the passes they fall in, from 1. */
  | { kind: 'loss'; iteration: number; epoch: number; loss: number }
  /**
   * The fractions of all training and all test images that were classified correctly after an iteration, and its loss. It
   * may come some iterations later, but in order.
   */
  | { kind: 'accuracy'; iteration: number; epoch: number; loss: number; trainAccuracy: number; testAccuracy: number }
  /** Within one long step: parameters differentiated, or images evaluated, so far. */
  | { kind: 'progress'; phase: 'gradient' | 'evaluation'; done: number; total: number };

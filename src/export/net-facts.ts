import type { ActivationName } from '../engine/reference/activations.js';
import type { View } from '../image/views/views.js';

/** The losses that make a difference for a trained net: with the first, softmax is its last layer. */
export const LOSS_KINDS = ['cross-entropy', 'mean-squared-error'] as const;

/** What makes a net of its weights. Nothing of it is guessed but the loss and the view, which are the book's. */
export interface NetFacts {
  readonly activation?: ActivationName | undefined;
  /** An input is a pixel's byte divided by it. */
  readonly scale?: number | undefined;
  /** How images were set up for it; `none` unless somebody says so. */
  readonly view?: View | 'none' | undefined;
  readonly loss?: (typeof LOSS_KINDS)[number] | undefined;
}

import type { ActivationName } from '../engine/reference/activations.js';
import type { View } from '../image/views/views.js';

/** The losses by their effect on a trained net: with cross-entropy, softmax is its last layer. */
export const LOSS_KINDS = ['cross-entropy', 'mean-squared-error'] as const;

/** What a net needs besides its weights. The loss defaults to cross-entropy and the view to none, as in the book. */
export interface NetFacts {
  readonly activation?: ActivationName | undefined;
  /** Each input is a pixel's byte divided by this. */
  readonly scale?: number | undefined;
  /** The view that preprocessed its images; `none` by default. */
  readonly view?: View | 'none' | undefined;
  readonly loss?: (typeof LOSS_KINDS)[number] | undefined;
}

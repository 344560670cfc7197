import type { ActivationName } from '../engine/reference/activations.js';

/** The losses by their effect on a trained net: with cross-entropy, softmax is its last layer. */
export const LOSS_KINDS = ['cross-entropy', 'mean-squared-error'] as const;

/** What a net needs besides its weights. Only the loss has a default, cross-entropy. */
export interface NetFacts {
  readonly activation?: ActivationName | undefined;
  /** Each input is a pixel's byte divided by this. */
  readonly scale?: number | undefined;
  readonly loss?: (typeof LOSS_KINDS)[number] | undefined;
}

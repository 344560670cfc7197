import type { Engine } from '../engine/engine.js';
import { IdentityWithLoss } from './identity-with-loss.js';
import type { LossLayer } from './loss-layer.js';
import { SoftmaxWithLoss } from './softmax-with-loss.js';

interface LossDefinition {
  readonly title: string;
  /** Whether the net's outputs are probabilities, which a committee needs. */
  readonly hasProbabilities: boolean;
  /** Makes the last layer of a net. smoothing: ε of label smoothing; 0 for losses without probabilities. */
  create(engine: Engine, smoothing: number): LossLayer;
}

/** The book adds this to a probability before it takes the logarithm. */
const BOOK_EPSILON = 1e-7;

/** All losses, by their names in a config. */
export const LOSSES = {
  /** logsumexp(s) − s[t] */
  exact: crossEntropy('cross-entropy', 0),
  /** −ln(y[t] + 1e-7), as the book computes it (chapter 4). */
  book: crossEntropy('cross-entropy as in the book', BOOK_EPSILON),
  /** Σ (y − t)² / 2n over all n outputs y against one-hot labels t (chapter 4). */
  'mean-squared-error': meanSquaredError(),
} as const satisfies Record<string, LossDefinition>;

/** The name of a loss function. */
export type LossName = keyof typeof LOSSES;

export const LOSS_NAMES = Object.keys(LOSSES) as LossName[];

function meanSquaredError(): LossDefinition {
  return {
    title: 'mean squared error',
    hasProbabilities: false,
    create: (engine) => new IdentityWithLoss(engine),
  };
}

function crossEntropy(title: string, epsilon: number): LossDefinition {
  return {
    title,
    hasProbabilities: true,
    create: (engine, smoothing) => new SoftmaxWithLoss(engine, epsilon, smoothing),
  };
}

import type { Engine } from '../engine/engine.js';
import { IdentityWithLoss } from './identity-with-loss.js';
import type { LossLayer } from './loss-layer.js';
import { SoftmaxWithLoss } from './softmax-with-loss.js';

interface LossDefinition {
  readonly title: string;
  /** Whether the outputs of its layer are probabilities; nets with such a loss may form a committee. */
  readonly hasProbabilities: boolean;
  /** The last layer of a net. smoothing: ε of smoothed labels, 0 for losses without probabilities. */
  create(engine: Engine, smoothing: number): LossLayer;
}

/** What the book adds to a probability before its logarithm. */
const BOOK_EPSILON = 1e-7;

/** Every loss there is, by its name in a config. */
export const LOSSES = {
  /** logsumexp(s) − s[t] */
  exact: crossEntropy('cross-entropy', 0),
  /** −ln(y[t] + 1e-7), as the book computes it (chapter 4). */
  book: crossEntropy('cross-entropy as in the book', BOOK_EPSILON),
  /** Σ (y − t)² / 2n over all n outputs y against one-hot labels t (chapter 4). */
  'mean-squared-error': meanSquaredError(),
} as const satisfies Record<string, LossDefinition>;

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

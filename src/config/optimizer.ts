import { atLeastZero, integer, positive, share } from '../documents/numbers.js';
import { choice } from './choice.js';

export const optimizerKeys = { momentum: share, decayRate: share, beta1: share, beta2: share };

/** See `training/optimizers`. */
export const optimizer = choice(
  {
    sgd: {},
    momentum: { momentum: 0.9 },
    nesterov: { momentum: 0.9 },
    adagrad: {},
    rmsprop: { decayRate: 0.99 },
    adam: { beta1: 0.9, beta2: 0.999 },
  },
  optimizerKeys,
);

/** `every` and `warmup` count epochs. */
export const scheduleKeys = {
  every: integer(1, 10_000),
  factor: positive(1),
  minimum: atLeastZero(1000),
  warmup: atLeastZero(10_000),
};

/** See `training/schedule.ts`. */
export const schedule = choice(
  { constant: {}, step: { every: 5, factor: 0.5 }, cosine: { minimum: 0, warmup: 0 } },
  scheduleKeys,
);

import type { Config } from '../config/schema.js';
import type { TrainingOptions } from '../training/train.js';

/** How to train, as a config says it; perEpoch: updates in one pass over the training images. */
export function trainingOptions(config: Config, perEpoch: number): TrainingOptions {
  const { movingAverage, recordLoss, augment, ...settings } = config;
  return {
    ...settings,
    ...(movingAverage !== undefined && { movingAverage }),
    ...(recordLoss && { recordLoss }),
    augment: augment && { ...augment, seed: config.seed },
    iterations: config.epochs === undefined ? config.iterations : config.epochs * perEpoch,
    evaluateEvery: config.evaluateEvery ?? perEpoch,
  };
}

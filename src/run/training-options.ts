import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
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

/** Throws CONFIG_RANGE unless `count` training images are enough for a config. */
export function requireImages({ data: { validation = 0 }, batchSize }: Config, count: number): void {
  if (validation >= count) {
    const text = `data.validation: ${validation} of ${count} training images leave none to train on`;
    throw new TrainerError('CONFIG_RANGE', text, { hint: 'a twelfth of them is plenty, as 5000 of MNIST’s 60000' });
  }
  if (batchSize <= count - validation) return;
  throw new TrainerError('CONFIG_RANGE', `batchSize: ${batchSize} exceeds the ${count - validation} training images`, {
    hint: 'lower batchSize, or raise data.limit',
  });
}

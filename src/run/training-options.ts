import type { Config } from '../config/schema.js';
import { iterationsPerEpoch } from '../dataset/batches.js';
import { TrainerError } from '../errors.js';
import { type Augmentation, fading } from '../training/distorted-images.js';
import type { TrainingOptions } from '../training/options.js';

/** The training options of a config. perEpoch: updates per pass over the training images. */
export function trainingOptions(config: Config, perEpoch: number): TrainingOptions {
  const { movingAverage, recordLoss, augment, ...settings } = config;
  const iterations = config.epochs === undefined ? config.iterations : config.epochs * perEpoch;
  return {
    ...settings,
    ...(movingAverage !== undefined && { movingAverage }),
    ...(recordLoss && { recordLoss }),
    augment: augment && augmentation(augment, config.seed, Math.ceil(iterations / perEpoch)),
    iterations,
    evaluateEvery: config.evaluateEvery ?? perEpoch,
  };
}

function augmentation(
  { fade, ...distortions }: NonNullable<Config['augment']>,
  seed: number,
  epochs: number,
): Augmentation {
  return { ...distortions, seed, ...(fade !== undefined && { strength: fading(fade, epochs) }) };
}

/**
 * The number of updates in an epoch, with `count` training images of which some are held out. Throws CONFIG_RANGE if they are
 * too few.
 */
export function updatesPerEpoch(config: Config, count: number): number {
  requireImages(config, count);
  return iterationsPerEpoch(count - (config.data.validation ?? 0), config.batchSize, config.sampling);
}

/** Throws CONFIG_RANGE if `count` training images are too few for a config. */
export function requireImages({ data: { validation = 0 }, batchSize }: Config, count: number): void {
  if (validation >= count) {
    const text = `data.validation: ${validation} of ${count} training images leave none to train on`;
    throw new TrainerError('CONFIG_RANGE', text, {
      hint: 'hold out about a twelfth of them, for example 5000 of MNIST’s 60000',
    });
  }
  if (batchSize <= count - validation) return;
  throw new TrainerError('CONFIG_RANGE', `batchSize: ${batchSize} exceeds the ${count - validation} training images`, {
    hint: 'lower batchSize, or raise data.limit',
  });
}

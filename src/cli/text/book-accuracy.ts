import { resolveConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import type { ActivationName } from '../../engine/reference/activations.js';

/** Test accuracy of the book's NumPy program after its last update, with seed 0: chapter 5 (ReLU) and chapter 4 (sigmoid). */
const BOOK: Partial<Record<ActivationName, number>> = { relu: 0.9704, sigmoid: 0.9468 };

/** Keys that affect the accuracy. The way gradients are computed, and the random generator, hardly do. */
const DECISIVE = [
  'dataset',
  'hidden',
  'sampling',
  'batchSize',
  'learningRate',
  'optimizer',
  'schedule',
  'weightDecay',
  'augment',
  'input',
  'dropout',
  'labelSmoothing',
  'distill',
  'movingAverage',
  'iterations',
] as const satisfies readonly (keyof Config)[];

/** The test accuracy of the book's own program with this config; undefined if the book has no such run. */
export function bookAccuracy(config: Config): number | undefined {
  const book = resolveConfig({}); // the defaults are the book's
  const isDecided = DECISIVE.every((key) => JSON.stringify(config[key]) === JSON.stringify(book[key]));
  if (!isDecided || config.init.std !== book.init.std || config.data.limit || config.data.validation) return undefined;
  if (config.loss === 'mean-squared-error') return undefined;
  return BOOK[config.activation];
}

import { resolveConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import type { ActivationName } from '../../engine/reference/activations.js';

/** Test accuracy after the last update of the book's program under NumPy, seed 0: chapter 5's net, and chapter 4's. */
const BOOK: Partial<Record<ActivationName, number>> = { relu: 0.9704, sigmoid: 0.9468 };

/** What decides how good the book's run gets; how its gradients are computed and its numbers are drawn does not. */
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

/** The test accuracy that the book's own program reaches with this config; undefined if it is not one of the book's. */
export function bookAccuracy(config: Config): number | undefined {
  const book = resolveConfig({}); // the defaults are the book's
  const isDecided = DECISIVE.every((key) => JSON.stringify(config[key]) === JSON.stringify(book[key]));
  if (!isDecided || config.init.std !== book.init.std || config.data.limit || config.data.validation) return undefined;
  if (config.loss === 'mean-squared-error') return undefined;
  return BOOK[config.activation];
}

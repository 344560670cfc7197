import type { Sampling } from '../dataset/batches.js';
import type { NumericalOptions } from '../gradient/network-gradient.js';
import type { Augmentation } from './distorted-images.js';
import type { OptimizerSettings } from './optimizers/optimizers.js';
import type { ScheduleSettings } from './schedule.js';

/** The settings that decide the result of a training. */
export interface TrainingOptions {
  readonly gradient: 'backprop' | 'numerical';
  /** How numerical gradients are computed; incrementally by default. */
  readonly numerical?: NumericalOptions;
  readonly sampling: Sampling;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Plain SGD by default. */
  readonly optimizer?: OptimizerSettings;
  /** A constant learning rate by default. */
  readonly schedule?: ScheduleSettings;
  /** Whether the loss of a batch is recorded after its update, as in the book (the default), or before it. */
  readonly recordLoss?: 'after' | 'before';
  /** Decay of a moving average of the parameters, which is evaluated and saved instead of them; 0 for none. */
  readonly movingAverage?: number;
  /** `best`: the net ends with the parameters of the best evaluation on the held-out images. By default with the last. */
  readonly keep?: 'last' | 'best' | undefined;
  /** Early stopping: ends the run after this many evaluations without improvement on the held-out images. */
  readonly patience?: number | undefined;
  /** Trains on distorted copies of the images, new ones in every epoch; by default on the images themselves. */
  readonly augment?: Augmentation | undefined;
  /** The number of updates. */
  readonly iterations: number;
  /**
   * Accuracies are measured after updates 1, 1 + evaluateEvery, 1 + 2 evaluateEvery … and after the last. NaN: only after
   * the last.
   */
  readonly evaluateEvery: number;
}

import type { Labels } from '../array.js';
import { iterationsPerEpoch, type Sampling, sampleBatches } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import type { Network, NumericalOptions, Parameters } from '../network/network.js';
import type { Random } from '../random/random.js';
import { createBreather } from './breathe.js';
import { divergence } from './divergence.js';
import { createEvaluator } from './evaluator.js';
import { createOptimizer, type OptimizerSettings } from './optimizers/create-optimizer.js';
import type { TrainingRecord } from './records.js';
import { type ScheduleSettings, scheduledRate } from './schedule.js';
import { type TrainingData, takeBatch } from './training-data.js';

export interface TrainingOptions {
  readonly gradient: 'backprop' | 'numerical';
  readonly numerical: NumericalOptions;
  readonly sampling: Sampling;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Plain SGD where absent. */
  readonly optimizer?: OptimizerSettings;
  /** Where absent, the learning rate stays the same. */
  readonly schedule?: ScheduleSettings;
  /** Updates in all. */
  readonly iterations: number;
  /** Accuracies are measured after updates 1, 1 + evaluateEvery … and after the last. */
  readonly evaluateEvery: number;
}

/**
 * Mini-batches as the book trains (seeds 000, 001, 003): draw a batch, compute its gradient, update, record. Stop
 * iterating whenever you like: at every record the net is whole.
 * Throws TRAINING_DIVERGED when a loss is not finite.
 */
export async function* train(
  network: Network,
  data: TrainingData,
  options: TrainingOptions,
  random: Random,
): AsyncGenerator<TrainingRecord, void> {
  const { sampling, batchSize, learningRate, iterations, evaluateEvery } = options;
  const { optimizer: optimizerSettings = { name: 'sgd' }, schedule = { name: 'constant' } } = options;
  const batches = sampleBatches(data.train.count, batchSize, sampling, random);
  const perEpoch = iterationsPerEpoch(data.train.count, batchSize, sampling);
  const optimizer = createOptimizer(network.engine, network.params, optimizerSettings);
  const evaluator = createEvaluator(network, data);
  const breathe = createBreather();

  try {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const rate = scheduledRate(schedule, learningRate, iteration, { iterations, perEpoch });
      const { x, t } = takeBatch(data.train, batches.next().value);
      const grads = yield* gradient(network, x, t, options, breathe);
      optimizer.update(network.params, grads, rate);
      const loss = network.loss(x, t);

      const epoch = Math.ceil(iteration / perEpoch);
      if (!Number.isFinite(loss)) {
        yield* evaluator.finish();
        throw divergence(network, x, { iteration, epoch, loss, rate, learningRate });
      }
      yield { kind: 'loss', iteration, epoch, loss };
      if ((iteration - 1) % evaluateEvery === 0 || iteration === iterations) {
        yield* evaluator.finish();
        evaluator.begin({ iteration, epoch, loss });
      }
      yield* evaluator.take();
      await breathe();
    }
    yield* evaluator.finish();
  } finally {
    evaluator.close();
  }
}

async function* gradient(
  network: Network,
  x: Batch,
  t: Labels,
  { gradient, numerical }: TrainingOptions,
  breathe: () => Promise<void>,
): AsyncGenerator<TrainingRecord, Parameters> {
  if (gradient === 'backprop') return network.gradient(x, t);
  const total = network.parameterCount;
  const steps = network.numericalGradientSteps(x, t, numerical);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield { kind: 'progress', phase: 'gradient', done: step.value, total };
    await breathe();
  }
}

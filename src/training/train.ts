import { assign, type Labels } from '../array.js';
import { BatchSampler, iterationsPerEpoch, type SamplerState, type Sampling } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import type { Network, NumericalOptions, Parameters } from '../network/network.js';
import type { ResumableRandom } from '../random/random.js';
import { createBatchSource } from './batch-source.js';
import { createBreather } from './breathe.js';
import type { Augmentation } from './distorted-batches.js';
import { divergence } from './divergence.js';
import { createEvaluator } from './evaluator.js';
import { createOptimizer, type OptimizerSettings } from './optimizers/create-optimizer.js';
import type { TrainingRecord, TrainingState } from './records.js';
import { type ScheduleSettings, scheduledRate } from './schedule.js';
import type { TrainingData } from './training-data.js';

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
  /** Train on distorted copies of the images, fresh ones in every epoch; the images as they are where absent. */
  readonly augment?: Augmentation | undefined;
  /** Updates in all. */
  readonly iterations: number;
  /** Accuracies are measured after updates 1, 1 + evaluateEvery … and after the last. */
  readonly evaluateEvery: number;
}

/** What a run may be told beside its options; none of it changes a result. */
export interface TrainingControl {
  /** Where an earlier run of the same options stood: this one goes on there, bit for bit. */
  readonly from?: TrainingState | undefined;
  /** Ends the run in good order: the step is finished, or a long one undone, and the last record is a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Whether to report a checkpoint after so many updates; never where absent. */
  readonly isCheckpointDue?: ((iteration: number) => boolean) | undefined;
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
  random: ResumableRandom,
  { from, signal, isCheckpointDue = () => false }: TrainingControl = {},
): AsyncGenerator<TrainingRecord, void> {
  const { sampling, batchSize, learningRate, iterations, evaluateEvery } = options;
  const { optimizer: optimizerSettings = { name: 'sgd' }, schedule = { name: 'constant' } } = options;
  const sampler = new BatchSampler(data.train.count, batchSize, sampling, random);
  const perEpoch = iterationsPerEpoch(data.train.count, batchSize, sampling);
  const optimizer = createOptimizer(network.engine, network.params, optimizerSettings);
  const evaluator = createEvaluator(network, data);
  const breathe = createBreather();
  const checkpoint = (iteration: number, batches: SamplerState): TrainingRecord => {
    return {
      kind: 'checkpoint',
      state: { iteration, parameters: network.params, optimizer: optimizer.state, batches },
    };
  };
  if (from) {
    try {
      sampler.state = from.batches;
      restore(network.params, from.parameters);
      restore(optimizer.state, from.optimizer);
    } catch (error) {
      throw new TrainerError('RESUME_CHECKPOINT', `the checkpoint is not of this run: ${(error as Error).message}`);
    }
  }

  const batches = createBatchSource(network.engine, data.train, sampler, options, from?.iteration ?? 0);
  try {
    for (let iteration = (from?.iteration ?? 0) + 1; iteration <= iterations; iteration++) {
      const before = batches.state;
      const rate = scheduledRate(schedule, learningRate, iteration, { iterations, perEpoch });
      const { x, t } = batches.next();
      const grads = yield* gradient(network, x, t, options, breathe, signal);
      if (!grads) {
        yield* evaluator.finish();
        yield checkpoint(iteration - 1, before);
        return;
      }
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
      if (iteration < iterations && (signal?.aborted || isCheckpointDue(iteration))) {
        yield* evaluator.finish();
        yield checkpoint(iteration, batches.state);
        if (signal?.aborted) return;
      }
    }
    yield* evaluator.finish();
  } finally {
    batches.close();
    evaluator.close();
  }
}

function restore(arrays: Parameters, source: Parameters): void {
  for (const [name, array] of Object.entries(arrays)) {
    if (source[name]?.shape.join() !== array.shape.join()) throw new RangeError(`${name} is not of this net`);
    assign(array, source[name]);
  }
}

/** Undefined if the signal came before the end of a long one. */
async function* gradient(
  network: Network,
  x: Batch,
  t: Labels,
  { gradient, numerical }: TrainingOptions,
  breathe: () => Promise<void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingRecord, Parameters | undefined> {
  if (gradient === 'backprop') return network.gradient(x, t);
  const total = network.parameterCount;
  const steps = network.numericalGradientSteps(x, t, numerical);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield { kind: 'progress', phase: 'gradient', done: step.value, total };
    await breathe();
    if (signal?.aborted) return undefined;
  }
}

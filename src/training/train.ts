import { assign, type Labels } from '../array.js';
import { BatchSampler, iterationsPerEpoch, type SamplerState, type Sampling } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import { type NumericalOptions, networkGradientSteps, zerosLike } from '../gradient/network-gradient.js';
import { copyParameters, type Network, type Parameters } from '../network/network.js';
import type { ResumableRandom } from '../random/random.js';
import { PlainBatches } from './batch-source.js';
import { Best } from './best.js';
import { createBreather } from './breathe.js';
import { type Augmentation, DistortedBatches } from './distorted-batches.js';
import { divergence } from './divergence.js';
import { measureAccuracy } from './evaluation/accuracy.js';
import { MovingAverage } from './moving-average.js';
import { createOptimizer } from './optimizers/optimizer.js';
import type { OptimizerSettings } from './optimizers/optimizers.js';
import type { TrainingRecord, TrainingState } from './records.js';
import { type ScheduleSettings, scheduledRate } from './schedule.js';
import type { TrainingData } from './training-data.js';

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
  /** Accuracies are measured after updates 1, 1 + evaluateEvery, 1 + 2 evaluateEvery … and after the last. */
  readonly evaluateEvery: number;
}

/** Controls a run without changing its results. */
export interface TrainingControl {
  /** The state of an earlier run with the same options: this run continues it, bit for bit. */
  readonly from?: TrainingState | undefined;
  /** Stops the run: the step is finished, or dropped if it is a long one, and the last record is a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Whether to report a checkpoint after this many updates; by default never. */
  readonly isCheckpointDue?: ((iteration: number) => boolean) | undefined;
  /** Called before the last update; the returned function is called after it. */
  readonly watchLastUpdate?: ((params: Parameters) => () => void) | undefined;
  /** Called before the first update and at every evaluation, with the evaluated parameters; copy what you keep. */
  readonly onParameters?: ((params: Parameters, iteration: number) => void) | undefined;
}

/**
 * Trains with mini-batches, like the book (chapters 4 and 5): draw a batch, compute its gradient, update, record. You may
 * stop iterating at any record: the net is then in a consistent state.
 * Throws TRAINING_DIVERGED if a loss is not finite, and a RangeError for `keep` or `patience` without held-out images.
 */
export async function* train(
  network: Network,
  data: TrainingData,
  options: TrainingOptions,
  random: ResumableRandom,
  { from, signal, isCheckpointDue = () => false, watchLastUpdate, onParameters }: TrainingControl = {},
): AsyncGenerator<TrainingRecord, void> {
  const { sampling, batchSize, learningRate, iterations, evaluateEvery } = options;
  const { optimizer: optimizerSettings = { name: 'sgd' }, schedule = { name: 'constant' } } = options;
  const { movingAverage = 0, recordLoss, augment, keep, patience = Number.POSITIVE_INFINITY } = options;
  const seeksBest = keep === 'best' || options.patience !== undefined;
  if (seeksBest && !data.validation) throw new RangeError('keep: best and patience need held-out images');
  const sampler = new BatchSampler(data.train.count, batchSize, sampling, random);
  const perEpoch = iterationsPerEpoch(data.train.count, batchSize, sampling);
  const optimizer = createOptimizer(network.engine, network.params, optimizerSettings);
  const average = movingAverage === 0 ? undefined : new MovingAverage(network, movingAverage);
  const evaluated = average?.network ?? network;
  const best = seeksBest ? new Best(keep === 'best', from?.best) : undefined;
  const breathe = createBreather();
  const grads = options.gradient === 'numerical' ? zerosLike(network) : network.grads;
  const checkpoint = (iteration: number, batches: SamplerState): TrainingRecord => {
    const arrays = {
      parameters: network.params,
      optimizer: optimizer.state,
      ...(average && { average: average.state }),
      ...(best?.state && { best: best.state }),
    };
    return { kind: 'checkpoint', state: { iteration, ...arrays, batches } };
  };
  if (from) {
    try {
      sampler.state = from.batches;
      restore(network.params, from.parameters);
      restore(optimizer.state, from.optimizer);
      if (average) restore(average.state, from.average ?? {});
      if (keep === 'best') requireShapes(network.params, from.best?.parameters ?? {});
    } catch (error) {
      throw new TrainerError('RESUME_CHECKPOINT', `the checkpoint is not of this run: ${(error as Error).message}`);
    }
  }

  let done = from?.iteration ?? 0;
  const position = { done, perEpoch, batchSize };
  const batches = augment
    ? new DistortedBatches(network.engine, data.train, sampler, augment, position)
    : new PlainBatches(data.train, sampler);
  try {
    onParameters?.(done > 0 ? evaluated.params : network.params, done);
    while (done < iterations) {
      const iteration = done + 1;
      const before = batches.state;
      const rate = scheduledRate(schedule, learningRate, iteration, { iterations, perEpoch });
      const batch = batches.next();
      const { x, t, index } = batch;
      const epoch = Math.ceil(iteration / perEpoch);
      if (data.teachers) network.lastLayer.teach?.(data.teachers.probabilities(x, index, epoch));
      network.dropUnits(iteration);
      const step =
        options.gradient === 'backprop'
          ? network.gradient(x, t)
          : yield* numericalGradient(network, grads, batch, options, breathe, signal);
      if (!step) {
        yield checkpoint(done, before);
        return;
      }
      const updated = iteration === iterations ? watchLastUpdate?.(network.params) : undefined;
      optimizer.update(network.params, grads, rate);
      updated?.();
      average?.update(iteration);
      const loss = recordLoss === 'before' ? step.loss : network.loss(x, t);
      network.keepUnits();
      done = iteration;

      if (!Number.isFinite(loss)) throw divergence(network, x, { iteration, epoch, loss, rate, learningRate });
      yield { kind: 'loss', iteration, epoch, loss };
      if ((iteration - 1) % evaluateEvery === 0 || iteration === iterations) {
        onParameters?.(evaluated.params, iteration);
        for await (const record of measureAccuracy(evaluated, data, { iteration, epoch, loss }, breathe)) {
          if (record.kind === 'accuracy' && best) yield { ...record, best: best.take(record, evaluated.params) };
          else yield record;
        }
        if ((best?.state?.evaluation.since ?? 0) >= patience) return;
      }
      await breathe();
      if (iteration < iterations && (signal?.aborted || isCheckpointDue(iteration))) {
        yield checkpoint(iteration, batches.state);
        if (signal?.aborted) return;
      }
    }
  } finally {
    network.keepUnits();
    const saved = best?.state?.parameters ?? average?.state;
    if (saved && done > 0) copyParameters(network, saved);
  }
}

function restore(arrays: Parameters, source: Parameters): void {
  requireShapes(arrays, source);
  for (const [name, array] of Object.entries(arrays)) assign(array, source[name]);
}

function requireShapes(arrays: Parameters, source: Parameters): void {
  for (const [name, array] of Object.entries(arrays)) {
    if (source[name]?.shape.join() !== array.shape.join()) throw new RangeError(`${name} is not of this net`);
  }
}

/** Writes the gradient of a batch to `grads`. Returns its loss, NaN if it is not recorded; undefined if aborted. */
async function* numericalGradient(
  network: Network,
  grads: Parameters,
  { x, t }: { x: Batch; t: Labels },
  { numerical, recordLoss }: TrainingOptions,
  breathe: () => Promise<void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingRecord, { loss: number } | undefined> {
  const loss = recordLoss === 'before' ? network.loss(x, t) : Number.NaN;
  const total = network.parameterCount;
  for (const done of networkGradientSteps(network, grads, x, t, numerical)) {
    yield { kind: 'progress', phase: 'gradient', done, total };
    await breathe();
    if (signal?.aborted) return undefined;
  }
  return { loss };
}

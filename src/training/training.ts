import { assign, type Labels } from '../array.js';
import { BatchSampler, iterationsPerEpoch, type SamplerState } from '../dataset/batches.js';
import type { Batch } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import { copyParameters, type Network, type Parameters } from '../network/network.js';
import type { ResumableRandom } from '../random/random.js';
import { Best } from './best.js';
import { trainingImages } from './distorted-images.js';
import { divergence } from './divergence.js';
import { measureAccuracy } from './evaluation/accuracy.js';
import type { ImageSource } from './image-source.js';
import { MovingAverage } from './moving-average.js';
import { createOptimizer, type Optimizer } from './optimizers/optimizer.js';
import type { TrainingOptions } from './options.js';
import type { LossRecord, TrainingRecord, TrainingState } from './records.js';
import { scheduledRate } from './schedule.js';
import { type TrainingData, takeLabels } from './training-data.js';

/** Images, their labels, and their numbers in the split. */
export interface LabelledBatch {
  readonly x: Batch;
  readonly t: Labels;
  readonly index: Int32Array;
}

/** A training in progress: a net, and everything else that an update changes. */
export class Training {
  readonly network: Network;
  readonly data: TrainingData;
  readonly options: TrainingOptions;
  readonly optimizer: Optimizer;
  readonly #perEpoch: number;
  readonly #images: ImageSource;
  readonly #sampler: BatchSampler;
  /** The labels of the last batch; the next batch overwrites them. */
  #labels: Labels | undefined;
  readonly #average: MovingAverage | undefined;
  readonly #best: Best | undefined;
  #done: number;
  /** The state of the sampler after the last update. */
  #sampled: SamplerState;

  /**
   * from: the state of an earlier training to continue. Throws RESUME_CHECKPOINT if it is not of this net and these
   * options, and a RangeError for `keep` or `patience` without held-out images.
   */
  constructor(
    network: Network,
    data: TrainingData,
    options: TrainingOptions,
    random: ResumableRandom,
    from?: TrainingState,
  ) {
    const { sampling, batchSize, optimizer = { name: 'sgd' }, movingAverage = 0, augment, keep, patience } = options;
    const seeksBest = keep === 'best' || patience !== undefined;
    if (seeksBest && !data.validation) throw new RangeError('keep: best and patience need held-out images');
    const { train } = data;
    this.network = network;
    this.data = data;
    this.options = options;
    this.optimizer = createOptimizer(network.engine, network.params, optimizer);
    this.#average = movingAverage === 0 ? undefined : new MovingAverage(network, movingAverage);
    this.#best = seeksBest ? new Best(keep === 'best', from?.best) : undefined;
    this.#done = from?.iteration ?? 0;
    this.#perEpoch = iterationsPerEpoch(train.count, batchSize, sampling);
    this.#sampler = new BatchSampler(train.count, batchSize, sampling, random);
    if (from) this.#restore(from);
    this.#images = trainingImages(network.engine, train, augment, batchSize);
    this.#sampled = this.#sampler.state;
  }

  /** The number of updates so far. */
  get done(): number {
    return this.#done;
  }

  /** The learning rate of the next update. */
  get rate(): number {
    const { schedule = { name: 'constant' }, learningRate, iterations } = this.options;
    return scheduledRate(schedule, learningRate, this.#done + 1, { iterations, perEpoch: this.#perEpoch });
  }

  /** The net that is evaluated and saved: from the first update on the moving average, if there is one. */
  get evaluated(): Network {
    return (this.#done > 0 && this.#average?.network) || this.network;
  }

  /** The state after the last update; the next update overwrites its arrays. */
  get state(): TrainingState {
    return {
      iteration: this.#done,
      parameters: this.network.params,
      optimizer: this.optimizer.state,
      ...(this.#average && { average: this.#average.state }),
      ...(this.#best?.state && { best: this.#best.state }),
      batches: this.#sampled,
    };
  }

  /** Draws the batch of the next update. Also sets the teachers' probabilities and the dropped units for its gradient. */
  draw(): LabelledBatch {
    const iteration = this.#done + 1;
    const epoch = this.#epoch(iteration);
    const { train, teachers } = this.data;
    const index = this.#sampler.next();
    const x = this.#images.show(index, epoch);
    const t = takeLabels(train, index, this.#labels);
    this.#labels = t;
    if (teachers) this.network.lastLayer.teach?.(teachers.probabilities(x, index, epoch));
    this.network.dropUnits(iteration);
    return { x, t, index };
  }

  /**
   * Makes the next update with the `grads` of the net, those of the batch last drawn. before: the loss of the batch, for
   * `recordLoss: before`. Throws TRAINING_DIVERGED if the recorded loss is not finite.
   */
  update({ x, t }: LabelledBatch, before: number): LossRecord {
    const { network, rate } = this;
    const iteration = this.#done + 1;
    this.optimizer.update(network.params, network.grads, rate);
    this.#average?.update(iteration);
    const { recordLoss, learningRate } = this.options;
    const loss = recordLoss === 'before' ? before : network.loss(x, t);
    network.keepUnits();
    this.#done = iteration;
    this.#sampled = this.#sampler.state;
    const epoch = this.#epoch(iteration);
    if (!Number.isFinite(loss)) throw divergence(network, x, { iteration, epoch, loss, rate, learningRate });
    return { kind: 'loss', iteration, epoch, loss };
  }

  /** Whether the net is to be evaluated after the last update. */
  get isEvaluationDue(): boolean {
    const { iterations, evaluateEvery } = this.options;
    return (this.#done - 1) % evaluateEvery === 0 || this.#done === iterations;
  }

  /** Evaluates the net after an update; yields the progress, and then the accuracies with the best so far. */
  async *evaluate(
    { kind: _, ...moment }: LossRecord,
    breathe: () => Promise<void>,
  ): AsyncGenerator<TrainingRecord, void> {
    const { params } = this.evaluated;
    for await (const record of measureAccuracy(this.evaluated, this.data, moment, breathe)) {
      yield record.kind === 'accuracy' && this.#best ? { ...record, best: this.#best.take(record, params) } : record;
    }
  }

  /** Whether all updates are made, or `patience` evaluations in a row were no better than the best. */
  get isFinished(): boolean {
    const { iterations, patience = Number.POSITIVE_INFINITY } = this.options;
    return this.#done >= iterations || (this.#best?.state?.evaluation.since ?? 0) >= patience;
  }

  /** Ends the training: the net gets the parameters of the best evaluation or of the moving average, if asked for. */
  finish(): void {
    this.network.keepUnits();
    const saved = this.#best?.state?.parameters ?? this.#average?.state;
    if (saved && this.#done > 0) copyParameters(this.network, saved);
  }

  /** The epoch of an update, both counted from 1. */
  #epoch(iteration: number): number {
    return Math.ceil(iteration / this.#perEpoch);
  }

  #restore({ iteration, batches, parameters, optimizer, average, best }: TrainingState): void {
    try {
      this.#sampler.state = batches;
      restore(this.network.params, parameters);
      restore(this.optimizer.state, optimizer);
      if (this.#average) restore(this.#average.state, average ?? {});
      // before the first evaluation there is no best one
      if (this.options.keep === 'best' && iteration > 0) requireShapes(this.network.params, best?.parameters ?? {});
    } catch (error) {
      throw new TrainerError('RESUME_CHECKPOINT', `the checkpoint is not of this run: ${(error as Error).message}`);
    }
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

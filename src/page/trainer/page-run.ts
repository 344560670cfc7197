import type { Config } from '../../config/schema.js';
import { BatchSampler, iterationsPerEpoch } from '../../dataset/batches.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { Engine } from '../../engine/engine.js';
import type { Network, Parameters } from '../../network/network.js';
import type { ResumableRandom } from '../../random/random.js';
import { createRunRandom } from '../../random/run-random.js';
import { createNetwork } from '../../run/create-network.js';
import { trainingOptions } from '../../run/training-options.js';
import type { AccuracyRecord, TrainingRecord } from '../../training/records.js';
import { type TrainingOptions, train } from '../../training/train.js';
import { type TrainingData, takeBatch } from '../../training/training-data.js';
import { plainArrays } from '../unpack.js';
import { forwardBatch, type StepTrace } from './trace.js';

/** The same run as on the command line, one update at a time. */
export class PageRun {
  readonly config: Config;
  readonly network: Network;
  /** The loss of every update, as in `loss.csv`. */
  readonly losses: number[] = [];
  readonly accuracies: AccuracyRecord[] = [];
  isFinished = false;
  readonly #dataset: Dataset;
  readonly #data: TrainingData;
  readonly #options: TrainingOptions;
  readonly #random: ResumableRandom;
  readonly #records: AsyncGenerator<TrainingRecord, void>;
  /** The optimizer's state arrays; empty before the first update. */
  #memory: Parameters = {};

  /** data: the dataset in the engine's memory. */
  constructor(config: Config, engine: Engine, data: TrainingData, dataset: Dataset) {
    const { count } = data.train;
    const { init, batches } = createRunRandom(config.init.rng, config.seed);
    this.config = config;
    this.network = createNetwork(config, dataset, engine);
    if (config.init.from === undefined) this.network.initialise(init, config.init.std);
    this.#dataset = dataset;
    this.#data = data;
    this.#options = trainingOptions(config, iterationsPerEpoch(count, config.batchSize, config.sampling));
    this.#random = batches;
    // one checkpoint is enough: it holds references to the optimizer's arrays, which never change identity
    const control = { isCheckpointDue: (iteration: number) => iteration === 1 };
    this.#records = train(this.network, data, this.#options, batches, control);
  }

  get done(): number {
    return this.losses.length;
  }

  /** Runs one update, and an evaluation if it is due. Throws TRAINING_DIVERGED. */
  async update(): Promise<void> {
    for (;;) {
      const { value: record, done } = await this.#records.next();
      if (done) {
        this.isFinished = true;
        return;
      }
      if (record.kind === 'loss') this.losses.push(record.loss);
      if (record.kind === 'accuracy') this.accuracies.push(record);
      if (record.kind === 'checkpoint') this.#memory = record.state.optimizer;
      if (record.kind === this.#lastRecord()) return;
    }
  }

  /** The kind of the last record of an update. */
  #lastRecord(): TrainingRecord['kind'] | undefined {
    const { iterations, evaluateEvery } = this.#options;
    if (this.done === iterations) return undefined; // read all records
    if (this.done === 1) return 'checkpoint';
    return (this.done - 1) % evaluateEvery === 0 ? 'accuracy' : 'loss';
  }

  /** Runs one update and returns everything it computed. */
  async step(): Promise<StepTrace> {
    const { network, config } = this;
    const index = this.#nextBatch();
    const { x, t } = takeBatch(this.#data.train, index);
    const { scores, probabilities, loss } = forwardBatch(network, x, t);
    const [parameters, memory] = [plainArrays(network.params), plainArrays(this.#memory)];
    await this.update();
    return {
      iteration: this.done,
      learningRate: config.learningRate,
      batch: this.#pick(index),
      index,
      scores,
      probabilities,
      losses: [loss, this.losses[this.done - 1]],
      parameters: [parameters, plainArrays(network.params)],
      gradients: plainArrays(network.grads),
      memory: [memory, plainArrays(this.#memory)],
    };
  }

  /** The batch of the next update. With replacement, a batch depends only on the generator's state, which is restored. */
  #nextBatch(): Int32Array {
    const { state } = this.#random;
    const sampler = new BatchSampler(this.#data.train.count, this.config.batchSize, 'replacement', this.#random);
    const index = sampler.next();
    this.#random.state = state;
    return index;
  }

  #pick(index: Int32Array): StepTrace['batch'] {
    const { train, rows, columns } = this.#dataset;
    const size = rows * columns;
    const images = new Uint8Array(index.length * size);
    for (const [n, i] of index.entries()) images.set(train.images.subarray(i * size, (i + 1) * size), n * size);
    return { images, labels: Uint8Array.from(index, (i) => train.labels[i]), count: index.length };
  }
}

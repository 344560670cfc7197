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
import { lookAhead, type StepTrace } from './trace.js';

/** A run of the command that stops after any update. */
export class PageRun {
  readonly config: Config;
  readonly network: Network;
  /** Of every update, as in `loss.csv`. */
  readonly losses: number[] = [];
  readonly accuracies: AccuracyRecord[] = [];
  isFinished = false;
  readonly #dataset: Dataset;
  readonly #data: TrainingData;
  readonly #options: TrainingOptions;
  readonly #random: ResumableRandom;
  readonly #records: AsyncGenerator<TrainingRecord, void>;
  /** The optimizer's arrays, after the first update. */
  #memory: Parameters = {};

  /** data: of the dataset, in the engine. */
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
    // the checkpoint tells the optimizer's arrays, which stay the same ones
    const control = { isCheckpointDue: (iteration: number) => iteration === 1 };
    this.#records = train(this.network, data, this.#options, batches, control);
  }

  get done(): number {
    return this.losses.length;
  }

  /** One update, and the evaluation that is due after it. Throws TRAINING_DIVERGED. */
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

  /** The record that an update ends with. */
  #lastRecord(): TrainingRecord['kind'] | undefined {
    const { iterations, evaluateEvery } = this.#options;
    if (this.done === iterations) return undefined; // goes on to the end
    if (this.done === 1) return 'checkpoint';
    return (this.done - 1) % evaluateEvery === 0 ? 'accuracy' : 'loss';
  }

  /** One update, and all that it computed. */
  async step(): Promise<StepTrace> {
    const { network, config } = this;
    const index = this.#nextBatch();
    const { x, t } = takeBatch(this.#data.train, index);
    const { scores, probabilities, loss } = lookAhead(network, x, t);
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

  /** The images of the next update's batch: the page samples with replacement, so the generator's state is all there is. */
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

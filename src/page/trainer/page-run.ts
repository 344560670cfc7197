import type { Config } from '../../config/schema.js';
import { iterationsPerEpoch } from '../../dataset/batches.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { Engine } from '../../engine/engine.js';
import type { Network } from '../../network/network.js';
import { createRunRandom } from '../../random/run-random.js';
import { createNetwork } from '../../run/create-network.js';
import { trainingOptions } from '../../run/training-options.js';
import { createBreather } from '../../training/breathe.js';
import type { AccuracyRecord } from '../../training/records.js';
import { Training } from '../../training/training.js';
import type { TrainingData } from '../../training/training-data.js';
import { plainArrays } from '../unpack.js';
import { forwardBatch, type StepTrace } from './trace.js';

/** The same run as on the command line with back-propagation, one update at a time. */
export class PageRun {
  readonly config: Config;
  readonly network: Network;
  /** The loss of every update, as in `loss.csv`. */
  readonly losses: number[] = [];
  readonly accuracies: AccuracyRecord[] = [];
  readonly #dataset: Dataset;
  readonly #training: Training;
  readonly #breathe = createBreather();

  /** data: the dataset in the engine's memory. */
  constructor(config: Config, engine: Engine, data: TrainingData, dataset: Dataset) {
    const { count } = data.train;
    const { init, batches } = createRunRandom(config.init.rng, config.seed);
    this.config = config;
    this.network = createNetwork(config, dataset, engine);
    if (config.init.from === undefined) this.network.initialise(init, config.init.std);
    this.#dataset = dataset;
    const perEpoch = iterationsPerEpoch(count, config.batchSize, config.sampling);
    this.#training = new Training(this.network, data, trainingOptions(config, perEpoch), batches);
  }

  get done(): number {
    return this.losses.length;
  }

  get isFinished(): boolean {
    return this.#training.isFinished;
  }

  /** Makes one update, and an evaluation if it is due. Throws TRAINING_DIVERGED. */
  async update(batch = this.#training.draw()): Promise<void> {
    const training = this.#training;
    const record = training.update(batch, this.network.gradient(batch.x, batch.t).loss);
    this.losses.push(record.loss);
    if (training.isEvaluationDue) {
      for await (const evaluation of training.evaluate(record, this.#breathe)) {
        if (evaluation.kind === 'accuracy') this.accuracies.push(evaluation);
      }
    }
    if (training.isFinished) training.finish();
    await this.#breathe();
  }

  /** Makes one update and returns everything it computed. */
  async step(): Promise<StepTrace> {
    const { network } = this;
    const { optimizer, rate: learningRate } = this.#training;
    const batch = this.#training.draw();
    const { scores, probabilities, loss } = forwardBatch(network, batch.x, batch.t);
    const [parameters, memory] = [plainArrays(network.params), plainArrays(optimizer.state)];
    const index = batch.index.slice();
    await this.update(batch);
    return {
      iteration: this.done,
      learningRate,
      batch: this.#pick(index),
      index,
      scores,
      probabilities,
      losses: [loss, this.losses[this.done - 1]],
      parameters: [parameters, plainArrays(network.params)],
      gradients: plainArrays(network.grads),
      memory: [memory, plainArrays(optimizer.state)],
    };
  }

  #pick(index: Int32Array): StepTrace['batch'] {
    const { train, rows, columns } = this.#dataset;
    const size = rows * columns;
    const images = new Uint8Array(index.length * size);
    for (const [n, i] of index.entries()) images.set(train.images.subarray(i * size, (i + 1) * size), n * size);
    return { images, labels: Uint8Array.from(index, (i) => train.labels[i]), count: index.length };
  }
}

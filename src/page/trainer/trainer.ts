import { resolveConfig } from '../../config/resolve.js';
import type { Dataset } from '../../dataset/dataset.js';
import type { Engine } from '../../engine/engine.js';
import { SimdContext, type SimdHost } from '../../engine/simd/context.js';
import { simdEngine } from '../../engine/simd/engine.js';
import type { SimdMemory } from '../../engine/simd/memory.js';
import { TrainerError } from '../../errors.js';
import { findings } from '../../report/findings.js';
import { requireImages } from '../../run/training-options.js';
import { evaluate } from '../../training/evaluation/evaluation.js';
import { loadInto, type TrainingData } from '../../training/training-data.js';
import { plainArrays } from '../unpack.js';
import type { FromWorker, Progress, Status } from './messages.js';
import { PageRun } from './page-run.js';
import { differentiate, type StepTrace } from './trace.js';

/** Trains one run after another in a worker, and reports progress on request. */
export class Trainer {
  readonly #dataset: Dataset;
  readonly #engine: Engine;
  readonly #data: TrainingData;
  readonly #memory: SimdMemory;
  /** End of the dataset in memory. The memory after it is reused for each run. */
  readonly #dataEnd: number;
  readonly #send: (message: FromWorker) => void;
  #run: PageRun | undefined;
  #number = 0;
  #status: Status = 'paused';
  #trace: StepTrace | undefined;
  /** How many of the run's losses have been sent. */
  #sentLosses = 0;
  #hasChanged = false;
  #isRequested = false;
  #commands = 0;
  #work = Promise.resolve();

  constructor(host: SimdHost, dataset: Dataset, send: (message: FromWorker) => void) {
    this.#dataset = dataset;
    this.#engine = simdEngine(new SimdContext('float32', 1, host));
    this.#data = loadInto(this.#engine, dataset);
    this.#memory = host.memory;
    this.#dataEnd = host.memory.top;
    this.#send = send;
  }

  begin(number: number, settings: object): void {
    this.#enqueue(async () => {
      try {
        const config = resolveConfig(settings, {}, 'settings');
        requireImages(config, this.#data.train.count);
        this.#memory.release(this.#dataEnd);
        this.#run = new PageRun(config, this.#engine, this.#data, this.#dataset);
        this.#number = number;
        this.#trace = undefined;
        this.#sentLosses = 0;
        this.#send({ kind: 'begun', run: number, config });
        this.#setStatus('paused');
      } catch (error) {
        this.#sendError(number, error);
      }
    });
  }

  /** Trains until the next command. */
  train(): void {
    this.#enqueue(async (isLatest) => {
      if (this.#canTrain()) this.#setStatus('running');
      while (this.#canTrain() && isLatest()) {
        await this.#update((run) => run.update());
        await this.#sendProgress();
      }
      if (this.#canTrain()) this.#setStatus('paused');
    });
  }

  pause(): void {
    this.#enqueue(async () => {});
  }

  step(): void {
    this.#enqueue(async () => {
      await this.#update(async (run) => {
        this.#trace = await run.step();
        this.#send({ kind: 'stepped', run: this.#number, trace: this.#trace });
      });
    });
  }

  differentiate(name: string, index: number): void {
    this.#enqueue(async () => {
      if (!this.#run || !this.#trace) return;
      const { config } = this.#run;
      this.#send({ kind: 'difference', difference: differentiate(config, this.#dataset, this.#trace, name, index) });
    });
  }

  /** Requests one progress message. It is sent between two updates, as soon as something has changed. */
  requestProgress(): void {
    this.#isRequested = true;
    this.#work = this.#work.then(() => this.#sendProgress());
  }

  /** Runs commands one after another. A newer command stops `train`. */
  #enqueue(command: (isLatest: () => boolean) => Promise<void>): void {
    const number = ++this.#commands;
    this.#work = this.#work
      .then(() => command(() => number === this.#commands))
      .then(() => this.#sendProgress())
      .catch((error) => this.#sendError(this.#number, error));
  }

  #canTrain(): boolean {
    return this.#run !== undefined && !this.#run.isFinished && this.#status !== 'failed';
  }

  async #update(update: (run: PageRun) => Promise<void>): Promise<void> {
    if (!this.#run || !this.#canTrain()) return;
    try {
      await update(this.#run);
      this.#hasChanged = true;
      if (this.#run.isFinished) this.#setStatus('finished');
    } catch (error) {
      this.#fail(error);
    }
  }

  #setStatus(status: Status): void {
    this.#status = status;
    this.#hasChanged = true;
  }

  /** Sends the progress if it was requested and has changed. */
  async #sendProgress(): Promise<void> {
    const run = this.#run;
    if (!run || !this.#isRequested || !this.#hasChanged) return;
    this.#isRequested = false;
    this.#hasChanged = false;
    const net =
      this.#status === 'failed' ? undefined : await this.#evaluateNet(run).catch((error) => this.#fail(error));
    const losses = Float64Array.from(run.losses.slice(this.#sentLosses));
    this.#sentLosses = run.done;
    const accuracy = run.accuracies.map(({ iteration, trainAccuracy: train, testAccuracy: test = 0 }) => {
      return { iteration, train, test };
    });
    const progress = { run: this.#number, status: this.#status, done: run.done, losses, accuracy, net };
    this.#send({ kind: 'progress', progress });
  }

  async #evaluateNet({ network }: PageRun): Promise<Progress['net']> {
    const { test: split } = this.#data;
    const evaluation = await evaluate(network, split);
    const found = findings({ network, testSet: this.#dataset, split, evaluation });
    return { parameters: plainArrays(network.params), findings: found };
  }

  #fail(error: unknown): undefined {
    this.#setStatus('failed');
    this.#sendError(this.#number, error);
  }

  #sendError(run: number, error: unknown): void {
    const { message, hint } = error instanceof TrainerError ? error : { message: String(error), hint: undefined };
    this.#send({ kind: 'error', run, message, hint });
  }
}

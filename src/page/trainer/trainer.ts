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
import type { Moment, News, Status } from './orders.js';
import { PageRun } from './page-run.js';
import { differentiate, type StepTrace } from './trace.js';

/** Trains one run after another in a worker, and reports progress on request. */
export class Trainer {
  readonly #dataset: Dataset;
  readonly #engine: Engine;
  readonly #data: TrainingData;
  readonly #memory: SimdMemory;
  /** End of the dataset in memory. The memory after it is reused for each run. */
  readonly #ground: number;
  readonly #tell: (news: News) => void;
  #run: PageRun | undefined;
  #number = 0;
  #status: Status = 'paused';
  #trace: StepTrace | undefined;
  /** How many of the run's losses have been sent. */
  #told = 0;
  #isNew = false;
  #isAsked = false;
  #orders = 0;
  #work = Promise.resolve();

  constructor(host: SimdHost, dataset: Dataset, tell: (news: News) => void) {
    this.#dataset = dataset;
    this.#engine = simdEngine(new SimdContext('float32', 1, host));
    this.#data = loadInto(this.#engine, dataset);
    this.#memory = host.memory;
    this.#ground = host.memory.top;
    this.#tell = tell;
  }

  begin(number: number, settings: object): void {
    this.#order(async () => {
      try {
        const config = resolveConfig(settings, {}, 'settings');
        requireImages(config, this.#data.train.count);
        this.#memory.release(this.#ground);
        this.#run = new PageRun(config, this.#engine, this.#data, this.#dataset);
        this.#number = number;
        this.#trace = undefined;
        this.#told = 0;
        this.#tell({ kind: 'begun', run: number, config });
        this.#stand('paused');
      } catch (error) {
        this.#refuse(number, error);
      }
    });
  }

  /** Trains until the next command. */
  go(): void {
    this.#order(async (isLatest) => {
      if (this.#canGoOn()) this.#stand('running');
      while (this.#canGoOn() && isLatest()) {
        await this.#update((run) => run.update());
        await this.#answer();
      }
      if (this.#canGoOn()) this.#stand('paused');
    });
  }

  pause(): void {
    this.#order(async () => {});
  }

  step(): void {
    this.#order(async () => {
      await this.#update(async (run) => {
        this.#trace = await run.step();
        this.#tell({ kind: 'stepped', run: this.#number, trace: this.#trace });
      });
    });
  }

  differentiate(name: string, place: number): void {
    this.#order(async () => {
      if (!this.#run || !this.#trace) return;
      const { config } = this.#run;
      this.#tell({ kind: 'difference', difference: differentiate(config, this.#dataset, this.#trace, name, place) });
    });
  }

  /** Requests one progress message. It is sent between two updates, as soon as something has changed. */
  ask(): void {
    this.#isAsked = true;
    this.#work = this.#work.then(() => this.#answer());
  }

  /** Runs commands one after another. A newer command stops `train`. */
  #order(obey: (isLatest: () => boolean) => Promise<void>): void {
    const mine = ++this.#orders;
    this.#work = this.#work
      .then(() => obey(() => mine === this.#orders))
      .then(() => this.#answer())
      .catch((error) => this.#refuse(this.#number, error));
  }

  #canGoOn(): boolean {
    return this.#run !== undefined && !this.#run.isFinished && this.#status !== 'failed';
  }

  async #update(update: (run: PageRun) => Promise<void>): Promise<void> {
    if (!this.#run || !this.#canGoOn()) return;
    try {
      await update(this.#run);
      this.#isNew = true;
      if (this.#run.isFinished) this.#stand('finished');
    } catch (error) {
      this.#fail(error);
    }
  }

  #stand(status: Status): void {
    this.#status = status;
    this.#isNew = true;
  }

  /** Sends the progress if it was requested and has changed. */
  async #answer(): Promise<void> {
    const run = this.#run;
    if (!run || !this.#isAsked || !this.#isNew) return;
    this.#isAsked = false;
    this.#isNew = false;
    const net = this.#status === 'failed' ? undefined : await this.#show(run).catch((error) => this.#fail(error));
    const losses = Float64Array.from(run.losses.slice(this.#told));
    this.#told = run.done;
    const accuracy = run.accuracies.map(({ iteration, trainAccuracy: train, testAccuracy: test = 0 }) => {
      return { iteration, train, test };
    });
    const moment = { run: this.#number, status: this.#status, done: run.done, losses, accuracy, net };
    this.#tell({ kind: 'moment', moment });
  }

  async #show({ network }: PageRun): Promise<Moment['net']> {
    const { test: split } = this.#data;
    const evaluation = await evaluate(network, split);
    const found = findings({ network, testSet: this.#dataset, split, evaluation });
    return { parameters: plainArrays(network.params), findings: found };
  }

  #fail(error: unknown): undefined {
    this.#stand('failed');
    this.#refuse(this.#number, error);
  }

  #refuse(run: number, error: unknown): void {
    const { message, hint } = error instanceof TrainerError ? error : { message: String(error), hint: undefined };
    this.#tell({ kind: 'refused', run, message, hint });
  }
}

import { Worker } from 'node:worker_threads';
import type { EngineHandle } from '../../engine/engine.js';
import { type Architecture, Network, restore, type Snapshot, snapshot } from '../../network/network.js';
import type { TrainingData } from '../training-data.js';
import { type Correct, type Counter, countChunks } from './counter.js';

/** What a counting thread starts with. */
export interface CounterSetup {
  readonly engine: EngineHandle;
  readonly architecture: Architecture;
  readonly data: TrainingData;
}

/** One evaluation: count the images that these parameters classify correctly, in the chunks that are left. */
export interface CounterJob {
  readonly parameters: Snapshot;
  /** Shared by all threads: the number of the next free chunk. */
  readonly next: Int32Array;
}

/**
 * Counts on other threads, each with a net of its own. A free thread takes the next chunk of images; counts are integers,
 * so the result does not depend on who counted what.
 */
export class BackgroundCounter implements Counter {
  readonly #network: Network;
  readonly #data: TrainingData;
  #workers: readonly Worker[] | undefined;
  #own: Network | undefined;
  #job: CounterJob | undefined;
  #correct: Correct = { train: 0, test: 0 };
  #waitingFor = 0;
  #whenDone: { resolve(): void; reject(error: unknown): void } | undefined;
  #failure: unknown;

  constructor(network: Network, data: TrainingData) {
    this.#network = network;
    this.#data = data;
  }

  begin(parameters: Snapshot = snapshot(this.#network)): void {
    this.#workers ??= this.#start();
    this.#job = { parameters, next: new Int32Array(new SharedArrayBuffer(4)) };
    this.#correct = { train: 0, test: 0 };
    this.#waitingFor = this.#workers.length;
    for (const worker of this.#workers) worker.postMessage(this.#job);
  }

  get isDone(): boolean {
    return this.#waitingFor === 0 || this.#failure !== undefined;
  }

  *help(): Generator<number, void> {
    if (!this.#job || this.isDone) return;
    this.#own ??= new Network(this.#network.engine, this.#network.architecture);
    restore(this.#own, this.#job.parameters);
    yield* countChunks(this.#own, this.#data, this.#job.next, this.#correct);
  }

  async result(): Promise<Correct> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#waitingFor > 0) {
      for (const worker of this.#workers ?? []) worker.ref();
      await new Promise<void>((resolve, reject) => {
        this.#whenDone = { resolve, reject };
      });
      for (const worker of this.#workers ?? []) worker.unref();
    }
    return this.#correct;
  }

  close(): void {
    for (const worker of this.#workers ?? []) void worker.terminate();
  }

  #start(): Worker[] {
    const { engine, architecture } = this.#network;
    if (!engine.handle) throw new Error(`${engine.name} engine: no other thread can use its rows`);
    const setup: CounterSetup = { engine: engine.handle, architecture, data: this.#data };
    // the same path from src/ and from dist/: only the build makes it
    const file = new URL('../../../dist/training/evaluation/counter-worker.js', import.meta.url);
    return Array.from({ length: engine.threads - 1 }, () => {
      const worker = new Worker(file, { workerData: setup, execArgv: [] });
      worker.on('message', (correct: Correct) => this.#add(correct));
      worker.on('error', (error) => this.#fail(error));
      worker.on('messageerror', (error) => this.#fail(error));
      worker.on('exit', (code) => this.#fail(new Error(`a thread that counts ended with code ${code}`)));
      worker.unref();
      return worker;
    });
  }

  #add({ train, test }: Correct): void {
    this.#correct.train += train;
    this.#correct.test += test;
    if (--this.#waitingFor === 0) this.#whenDone?.resolve();
  }

  #fail(error: unknown): void {
    this.#failure ??= error; // an exit follows the error that caused it
    this.#whenDone?.reject(error);
  }
}

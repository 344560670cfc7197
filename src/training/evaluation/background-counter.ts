import { Worker } from 'node:worker_threads';
import type { EngineHandle } from '../../engine/engine.js';
import { type Architecture, Network, restore, type Snapshot } from '../../network/network.js';
import { chunkCount, countCorrect, type TrainingData } from '../training-data.js';

/** What a thread that counts has to know once. */
export interface CounterSetup {
  readonly engine: EngineHandle;
  readonly architecture: Architecture;
  readonly data: TrainingData;
}

/** What it is asked: how many images these parameters classify correctly, as far as nobody else has taken them. */
export interface CounterJob {
  readonly parameters: Snapshot;
  /** Shared among all threads: the next chunk that nobody has taken. */
  readonly next: Int32Array;
}

export interface Correct {
  train: number;
  test: number;
}

/**
 * Counts correctly classified images on other threads, a net of its own in each. They take the images in chunks, whoever
 * is free the next one; counts are whole numbers, so it makes no difference who counted what.
 */
export class BackgroundCounter {
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

  begin(parameters: Snapshot): void {
    this.#workers ??= this.#start();
    this.#job = { parameters, next: new Int32Array(new SharedArrayBuffer(4)) };
    this.#correct = { train: 0, test: 0 };
    this.#waitingFor = this.#workers.length;
    for (const worker of this.#workers) worker.postMessage(this.#job);
  }

  /** Whether every answer is there. */
  get isDone(): boolean {
    return this.#waitingFor === 0 || this.#failure !== undefined;
  }

  /** Counts on this thread, too; yields how many chunks are taken. */
  *help(): Generator<number, void> {
    if (!this.#job || this.isDone) return;
    this.#own ??= new Network(this.#network.engine, this.#network.architecture);
    restore(this.#own, this.#job.parameters);
    yield* countChunks(this.#own, this.#data, this.#job.next, this.#correct);
  }

  /** How many images are right, as soon as all threads have answered; throws what happened to one of them. */
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

/** Counts what nobody else has taken, chunk by chunk, into `correct`; yields how many are taken. */
export function* countChunks(
  network: Network,
  { train, test }: TrainingData,
  next: Int32Array,
  correct: Correct,
): Generator<number, void> {
  const ofTrain = chunkCount(train);
  const chunks = ofTrain + chunkCount(test);
  for (;;) {
    const chunk = Atomics.add(next, 0, 1);
    if (chunk >= chunks) return;
    if (chunk < ofTrain) correct.train += countCorrect(network, train, chunk);
    else correct.test += countCorrect(network, test, chunk - ofTrain);
    yield chunk + 1;
  }
}

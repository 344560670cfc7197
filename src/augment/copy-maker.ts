import { Worker } from 'node:worker_threads';
import { CopyQueue, type CopyWorkerData, type QueuePlace, queueBytes } from './copy-queue.js';
import { Distorter, type DistortionSource, imageBytes } from './distorter.js';
import type { Originals } from './originals.js';

/** What the batches that are made ahead may take: enough to make up for a step that takes long. */
const AHEAD_BYTES = 2 ** 20;
const MOST_AHEAD = 8;

/** In ms. A group takes less than one; a thread that is not done after so long is given up. */
const PATIENCE = 2000;

export interface CopyMakerOptions {
  readonly batchSize: number;
  /** Other threads that make copies while this one does something else. */
  readonly workers: number;
  /** Starts one of them. */
  readonly start?: (data: CopyWorkerData) => CopyThread;
}

/** What is asked of a thread: its end, awaited or not, is heard of, and it can be brought about. */
export type CopyThread = Pick<Worker, 'on' | 'unref' | 'terminate'>;

interface Asked {
  readonly index: Int32Array;
  readonly epoch: number;
}

/**
 * Batches of distorted copies, made ahead of time on other threads; what these have not taken when a batch is needed, this
 * one makes. Without workers, or when one is lost, it makes everything: the copies are the same.
 */
export class CopyMaker {
  /** How many batches to ask for before the first is taken. */
  readonly ahead: number;
  readonly #originals: Originals;
  readonly #batchSize: number;
  readonly #distorter: Distorter;
  readonly #workers: readonly CopyThread[];
  #queue: CopyQueue;
  #isAlone: boolean;
  /** What is asked for and not taken yet. */
  #asked: Asked[] = [];
  /** The number of the next batch in the queue. */
  #next = 0;

  constructor(
    originals: Originals,
    source: DistortionSource,
    { batchSize, workers, start = startWorker }: CopyMakerOptions,
  ) {
    const most = Math.floor(AHEAD_BYTES / (batchSize * imageBytes(originals)));
    this.ahead = workers === 0 ? 1 : Math.max(2, Math.min(most, MOST_AHEAD));
    this.#originals = originals;
    this.#batchSize = batchSize;
    this.#distorter = new Distorter(originals, source);
    const place = this.#newPlace();
    this.#queue = new CopyQueue(this.#distorter, originals, place);
    this.#isAlone = workers === 0;
    this.#workers = Array.from({ length: workers }, () => this.#listenTo(start({ originals, source, place })));
  }

  /** Asks for copies of images as they are in an epoch; the index is held on to. At most `ahead` batches may be waiting. */
  ask(index: Int32Array, epoch: number): void {
    if (this.#asked.length === this.ahead) throw new Error(`${this.ahead} batches of copies are waiting already`);
    this.#queue.ask(this.#next + this.#asked.length, index, epoch);
    this.#asked.push({ index, epoch });
  }

  /** The copies of the batch that was asked for first, good until the next call. */
  take(): Uint8Array {
    if (this.#asked.length === 0) throw new Error('no batch of copies was asked for');
    this.#queue.help(this.#next);
    if (!this.#queue.await(this.#next, PATIENCE)) {
      this.#goOnAlone();
      this.#queue.help(this.#next);
    }
    this.#asked.shift();
    return this.#queue.copies(this.#next++);
  }

  close(): void {
    this.#isAlone = true;
    for (const worker of this.#workers) void worker.terminate();
  }

  #newPlace(): QueuePlace {
    // one more, for the batch that was taken last
    const room = { batchSize: this.#batchSize, slots: this.ahead + 1 };
    return { ...room, address: this.#distorter.memory.allocate(queueBytes(room, this.#originals)) };
  }

  #listenTo(worker: CopyThread): CopyThread {
    for (const event of ['error', 'messageerror', 'exit']) worker.on(event, () => this.#isAlone || this.#goOnAlone());
    worker.unref();
    return worker;
  }

  /** What was asked for is made anew in another place, where no thread can write that was only late. */
  #goOnAlone(): void {
    this.close();
    this.#queue = new CopyQueue(this.#distorter, this.#originals, this.#newPlace());
    this.#next = 0;
    for (const [batch, { index, epoch }] of this.#asked.entries()) this.#queue.ask(batch, index, epoch);
  }
}

function startWorker(workerData: CopyWorkerData): CopyThread {
  // the same path from src/ and from dist/: only the build makes it
  const file = new URL('../../dist/augment/copy-worker.js', import.meta.url);
  return new Worker(file, { workerData, execArgv: [] });
}

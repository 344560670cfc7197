import { Worker } from 'node:worker_threads';
import { type Kernels, kernelNames } from './kernels.js';
import { MAILBOX_BYTES, Mailbox } from './mailbox.js';
import type { SimdMemory } from './memory.js';

export interface CrewWorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly mailbox: number;
}

type Call<K extends keyof Kernels> = Parameters<Kernels[K]>;

/**
 * The threads of an engine: this one, and workers that wait for a share of a kernel's work. They start when there is
 * first something to share, do not keep the process alive, and until they are up this thread does their shares.
 */
export class Crew {
  readonly threads: number;
  readonly #kernels: Kernels;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #mailboxes: readonly Mailbox[];
  readonly #startWorkers: () => void;
  #isStarted = false;

  constructor(kernels: Kernels, module: WebAssembly.Module, memory: SimdMemory, threads: number) {
    this.threads = threads;
    this.#kernels = kernels;
    this.#numbers = new Map(kernelNames(kernels).map((name, number) => [name, number]));
    const addresses = Array.from({ length: threads - 1 }, () => memory.allocate(MAILBOX_BYTES));
    this.#mailboxes = addresses.map((address) => new Mailbox(memory.memory, address));
    this.#startWorkers = () => {
      for (const mailbox of addresses) startWorker({ module, memory: memory.memory, mailbox });
    };
  }

  /** Makes each call on a thread of its own, the first on this one, and returns when all are done. */
  run<K extends keyof Kernels>(kernel: K, calls: readonly Call<K>[]): void {
    if (!this.#isStarted) this.#startWorkers();
    this.#isStarted = true;
    const make = this.#kernels[kernel] as (...args: Call<K>) => unknown;
    const number = this.#numbers.get(kernel) ?? -1;
    const isPosted = calls.map((call, thread) => {
      const mailbox = this.#mailboxes[thread - 1];
      if (!mailbox?.isOpen) return false;
      mailbox.post(number, call);
      return true;
    });
    let failed: Mailbox[] = [];
    try {
      for (const [thread, call] of calls.entries()) if (!isPosted[thread]) make(...call);
    } finally {
      failed = this.#mailboxes.filter((mailbox, i) => isPosted[i + 1] && !mailbox.await());
    }
    if (failed.length > 0) throw new Error(`simd engine: ${kernel} failed on another thread`);
  }

  /** How many workers are up. */
  get ready(): number {
    return this.#mailboxes.filter(({ isOpen }) => isOpen).length;
  }
}

function startWorker(data: CrewWorkerData): void {
  // the same path from src/ and from dist/: only the build makes it
  const file = new URL('../../../dist/engine/simd/crew-worker.js', import.meta.url);
  // flags such as --input-type are not for a worker
  const worker = new Worker(file, { workerData: data, execArgv: [] });
  // a worker that cannot start leaves its mailbox closed, and its shares to the main thread
  worker.on('error', () => undefined);
  worker.unref();
}

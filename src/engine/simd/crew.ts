import { Worker } from 'node:worker_threads';
import { packageFile } from '../../files/package-file.js';
import { CallMemory, KernelRun } from './kernel-run.js';
import type { SimdMemory } from './memory.js';
import { type Kernel, openQueues, type Queues, sortedKernels } from './queues.js';
import { SoloTuner } from './solo-tuner.js';

/** A module and its memory. Any thread can instantiate kernels from them. */
export interface KernelSource {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Data that a worker starts with. Sources that are added later are sent as messages. */
export interface CrewWorkerData {
  readonly sources: readonly KernelSource[];
  readonly memory: WebAssembly.Memory;
  /** Address of the first queue. */
  readonly address: number;
  readonly threads: number;
  /** Number of this worker, from 1; the main thread is number 0. */
  readonly me: number;
}

type Functions<K> = { readonly [Name in keyof K]: (...args: never[]) => unknown };

/**
 * Prepares a run of a kernel, one call for each list of arguments. work: total cost of the calls, in any unit. constants:
 * how many of the last arguments are float64; the others are integers.
 */
export type PrepareRun<K extends Functions<K>> = <Name extends keyof K & string>(
  name: Name,
  calls: readonly Readonly<Parameters<K[Name]>>[],
  work: number,
  constants?: number,
) => KernelRun;

/** The number of calls per thread into which large work is divided. Layer 1 walks its lists anew in every call. */
const PARTS_PER_THREAD = 2;

/**
 * A thread pool: the main thread and workers, which take calls from queues in shared memory (assembly/queues). Each thread
 * starts with the same part of the work every time, which keeps its arrays in its cache, and then steals calls from the
 * others. Workers do not keep the process alive; a process that goes on after it has used a crew calls `close`. Until they
 * have started, the main thread does all the work.
 */
export class Crew {
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #queues: Queues;
  /** Address of the first queue. */
  readonly #address: number;
  /** A view of each queue. */
  readonly #words: readonly Int32Array[];
  readonly #calls: CallMemory;
  readonly #sources: KernelSource[] = [];
  #kernelCount = 0;
  readonly #soloTuner = new SoloTuner();
  #workers: readonly Worker[];

  constructor(memory: SimdMemory, threads: number) {
    this.threads = threads;
    this.#memory = memory.memory;
    this.#queues = openQueues(memory.memory, () => this.#kernelCount);
    const { QUEUE_BYTES, IS_ASLEEP } = this.#queues.constants;
    this.#address = memory.allocate(threads * QUEUE_BYTES);
    const { buffer } = memory.memory;
    this.#words = Array.from({ length: threads }, (_, thread) => {
      return new Int32Array(buffer, this.#address + thread * QUEUE_BYTES, QUEUE_BYTES / 4);
    });
    this.#calls = new CallMemory(memory, this.#queues.constants, this.parts);
    for (const words of this.#words) words[IS_ASLEEP / 4] = 1;
    this.#workers = this.#startWorkers();
  }

  /** Whether the main thread works alone: it has no workers, or is currently faster without them. */
  get isAlone(): boolean {
    return this.#workers.length === 0 || this.#soloTuner.isAlone;
  }

  /** The number of calls into which large work is divided. */
  get parts(): number {
    return PARTS_PER_THREAD * this.threads;
  }

  /** The number of workers that have started. */
  get ready(): number {
    return this.#words.filter((words) => Atomics.load(words, this.#queues.constants.IS_UP / 4) === 1).length;
  }

  /** Makes kernels available to all threads. `kernels` is the main thread's instance of `source`. */
  share<K extends Functions<K>>(kernels: K, source: KernelSource): PrepareRun<K> {
    const first = this.#kernelCount;
    const named = sortedKernels(kernels);
    const byName = new Map(named.map(([name, kernel], i) => [name, { kernel, number: first + i }]));
    this.#sources.push(source);
    this.#queues.add(named.map(([, kernel]) => kernel));
    this.#kernelCount += named.length;
    for (const worker of this.#workers) worker.postMessage(source);
    return (name, calls, work, constants = 0) => {
      const { kernel, number } = byName.get(name) as { kernel: Kernel; number: number };
      return new KernelRun(name, kernel, number, calls as readonly (readonly number[])[], work, constants);
    };
  }

  /** Makes the calls of a run, and returns when all are done. Throws an Error if a call fails on any thread. */
  run(run: KernelRun): void {
    const { name, calls, work } = run;
    if (calls.length === 1 || this.#workers.length === 0) run.callHere();
    else {
      this.#queues.kernels.post(this.#address, this.threads, this.#calls.addressOf(run), calls.length);
      this.#finish(name);
    }
    this.#soloTuner.count(work);
  }

  /** Ends the workers. The main thread then does all the work, with the same results. */
  close(): void {
    for (const worker of this.#workers) void worker.terminate();
    this.#workers = [];
  }

  /** Works until all calls are done. Throws an Error if a call failed on any thread. */
  #finish(name: string): void {
    let cause: unknown;
    let succeeded: boolean | undefined;
    while (succeeded === undefined) {
      try {
        succeeded = Boolean(this.#queues.kernels.finish(this.#address, this.threads));
      } catch (error) {
        this.#queues.kernels.fail();
        cause = error;
      }
    }
    if (!succeeded) throw new Error(`simd engine: ${name} failed`, { cause });
  }

  /** Starts as many workers as the system allows. If one cannot start, the others do its part. */
  #startWorkers(): Worker[] {
    const workers: Worker[] = [];
    try {
      while (workers.length < this.threads - 1) workers.push(this.#startWorker(workers.length + 1));
    } catch {
      // The system allows no more threads.
    }
    return workers;
  }

  #startWorker(me: number): Worker {
    const workerData: CrewWorkerData = {
      sources: this.#sources,
      memory: this.#memory,
      address: this.#address,
      threads: this.threads,
      me,
    };
    // Flags such as --input-type must not reach a worker.
    const worker = new Worker(packageFile('dist/programs/crew-worker.js'), { workerData, execArgv: [] });
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  }
}

import { Worker } from 'node:worker_threads';
import { packageFile } from '../../files/package-file.js';
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
 * Runs a kernel once for each list of arguments, at most `Crew.parts` lists, and returns when all calls are done. work:
 * total cost of the calls, in any unit. constants: how many of the last arguments are float64; the others are integers.
 */
export type RunKernel<K extends Functions<K>> = <Name extends keyof K & string>(
  name: Name,
  calls: readonly Readonly<Parameters<K[Name]>>[],
  work: number,
  constants?: number,
) => void;

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
  /** Views of each queue. */
  readonly #words: readonly Int32Array[];
  readonly #doubles: readonly Float64Array[];
  readonly #sources: KernelSource[] = [];
  /** The main thread's kernels from all sources, by number. */
  readonly #kernels: Kernel[] = [];
  readonly #soloTuner = new SoloTuner();
  #workers: readonly Worker[];

  constructor(memory: SimdMemory, threads: number) {
    this.threads = threads;
    this.#memory = memory.memory;
    this.#queues = openQueues(memory.memory, () => this.#kernels.length);
    const { QUEUE_BYTES, IS_ASLEEP } = this.#queues.constants;
    this.#address = memory.allocate(threads * QUEUE_BYTES);
    const { buffer } = memory.memory;
    const places = Array.from({ length: threads }, (_, thread) => this.#address + thread * QUEUE_BYTES);
    this.#words = places.map((at) => new Int32Array(buffer, at, QUEUE_BYTES / 4));
    this.#doubles = places.map((at) => new Float64Array(buffer, at, QUEUE_BYTES / 8));
    for (const words of this.#words) words[IS_ASLEEP / 4] = 1;
    this.#workers = this.#startWorkers();
  }

  /** Whether the main thread works alone: it has no workers, or is currently faster without them. */
  get isAlone(): boolean {
    return this.#workers.length === 0 || this.#soloTuner.isAlone;
  }

  /** The maximum number of calls in one run of a kernel. */
  get parts(): number {
    return this.#queues.constants.CAPACITY * this.threads;
  }

  /** The number of workers that have started. */
  get ready(): number {
    return this.#words.filter((words) => Atomics.load(words, this.#queues.constants.IS_UP / 4) === 1).length;
  }

  /** Makes kernels available to all threads. `kernels` is the main thread's instance of `source`. */
  share<K extends Functions<K>>(kernels: K, source: KernelSource): RunKernel<K> {
    const first = this.#kernels.length;
    const named = sortedKernels(kernels);
    const numbers = new Map<string, number>(named.map(([name], i) => [name, first + i]));
    this.#sources.push(source);
    this.#queues.add(named.map(([, kernel]) => kernel));
    this.#kernels.push(...named.map(([, kernel]) => kernel));
    for (const worker of this.#workers) worker.postMessage(source);
    return (name, calls, work, constants = 0) => {
      this.#run(name, numbers.get(name) ?? -1, calls as readonly (readonly number[])[], constants);
      this.#soloTuner.count(work);
    };
  }

  /** Ends the workers. The main thread then does all the work, with the same results. */
  close(): void {
    for (const worker of this.#workers) void worker.terminate();
    this.#workers = [];
  }

  #run(name: string, number: number, calls: readonly (readonly number[])[], constants: number): void {
    if (calls.length === 1 || this.#workers.length === 0) {
      for (const args of calls) this.#callHere(name, number, args);
      return;
    }
    for (let thread = this.threads - 1; thread >= 0; thread--) {
      const [from, to] = this.#range(thread, calls.length);
      for (let i = from; i < to; i++) this.#writeCall(thread, i - from, number, calls[i], constants);
      this.#queues.kernels.post(this.#address + thread * this.#queues.constants.QUEUE_BYTES, to - from);
    }
    this.#finish(name);
  }

  /** Writes a call to slot `place` of a thread's queue. */
  #writeCall(thread: number, place: number, kernel: number, args: readonly number[], constants: number): void {
    const { CALLS_AT, CALL_BYTES, INTEGERS_AT, CONSTANTS_AT } = this.#queues.constants;
    const words = this.#words[thread];
    const at = CALLS_AT + place * CALL_BYTES;
    const integers = args.length - constants;
    words[at / 4] = kernel;
    words[at / 4 + 1] = integers;
    words[at / 4 + 2] = constants;
    for (let i = 0; i < integers; i++) words[(at + INTEGERS_AT) / 4 + i] = args[i];
    for (let i = 0; i < constants; i++) this.#doubles[thread][(at + CONSTANTS_AT) / 8 + i] = args[integers + i];
  }

  /** Works until all calls are done. Throws an Error if a call failed on any thread. */
  #finish(name: string): void {
    let cause: unknown;
    for (let isDone = false; !isDone; ) {
      try {
        this.#queues.kernels.finish(this.#address, this.threads);
        isDone = true;
      } catch (error) {
        this.#queues.kernels.fail();
        cause = error;
      }
    }
    const failed = this.#words.filter((words) => words[this.#queues.constants.FAILED / 4] !== 0);
    for (const words of failed) words[this.#queues.constants.FAILED / 4] = 0;
    if (failed.length > 0) throw new Error(`simd engine: ${name} failed`, { cause });
  }

  /** The range of calls assigned to a thread. */
  #range(thread: number, count: number): [from: number, to: number] {
    return [Math.floor((thread * count) / this.threads), Math.floor(((thread + 1) * count) / this.threads)];
  }

  /** Makes a call on the main thread. */
  #callHere(name: string, number: number, args: readonly number[]): void {
    try {
      this.#kernels[number](...args);
    } catch (cause) {
      throw new Error(`simd engine: ${name} failed`, { cause });
    }
  }

  #startWorkers(): Worker[] {
    const file = packageFile('dist/programs/crew-worker.js');
    return Array.from({ length: this.threads - 1 }, (_, i) => {
      const workerData: CrewWorkerData = {
        sources: this.#sources,
        memory: this.#memory,
        address: this.#address,
        threads: this.threads,
        me: i + 1,
      };
      // Flags such as --input-type must not reach a worker.
      const worker = new Worker(file, { workerData, execArgv: [] });
      // If a worker cannot start, the main thread does its part.
      worker.on('error', () => undefined);
      worker.unref();
      return worker;
    });
  }
}

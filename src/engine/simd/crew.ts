import { Worker } from 'node:worker_threads';
import { packageFile } from '../../files/package-file.js';
import { type Boards, inOrder, type Kernel, openBoards } from './boards.js';
import type { SimdMemory } from './memory.js';
import { Solitude } from './solitude.js';

/** Kernels that any thread can have: those of a module over a memory. */
export interface KernelSource {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** What a worker starts with; a source that comes later is sent to it. */
export interface CrewWorkerData {
  readonly sources: readonly KernelSource[];
  readonly memory: WebAssembly.Memory;
  /** Where the boards begin. */
  readonly address: number;
  readonly threads: number;
  /** The number of the worker, from 1 on; the main thread has number 0. */
  readonly me: number;
}

type Functions<K> = { readonly [Name in keyof K]: (...args: never[]) => unknown };

/**
 * Calls a kernel with each list of arguments, at most `Crew.parts` of them, and returns when all calls are done. work: of
 * all calls, in any one unit. The last arguments, `constants` of them, are float64, the others integers.
 */
export type RunKernel<K extends Functions<K>> = <Name extends keyof K & string>(
  name: Name,
  calls: readonly Readonly<Parameters<K[Name]>>[],
  work: number,
  constants?: number,
) => void;

/**
 * The threads of an engine: this one, and workers, which meet on boards in shared memory (assembly/boards). A thread always
 * has the same part of the work, so its arrays stay in its processor's cache, and helps the others when it is through.
 * Workers do not keep the process alive, and until they are up this thread does everything.
 */
export class Crew {
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #boards: Boards;
  /** Where the first one begins. */
  readonly #address: number;
  /** Of each board. */
  readonly #words: readonly Int32Array[];
  readonly #doubles: readonly Float64Array[];
  readonly #sources: KernelSource[] = [];
  /** This thread's, of all sources, by number. */
  readonly #kernels: Kernel[] = [];
  readonly #solitude = new Solitude();
  readonly #workers: readonly Worker[];

  constructor(memory: SimdMemory, threads: number) {
    this.threads = threads;
    this.#memory = memory.memory;
    this.#boards = openBoards(memory.memory, () => this.#kernels.length);
    const { BOARD_BYTES, IS_ASLEEP } = this.#boards.constants;
    this.#address = memory.allocate(threads * BOARD_BYTES);
    const { buffer } = memory.memory;
    const places = Array.from({ length: threads }, (_, thread) => this.#address + thread * BOARD_BYTES);
    this.#words = places.map((at) => new Int32Array(buffer, at, BOARD_BYTES / 4));
    this.#doubles = places.map((at) => new Float64Array(buffer, at, BOARD_BYTES / 8));
    for (const words of this.#words) words[IS_ASLEEP / 4] = 1;
    this.#workers = this.#startWorkers();
  }

  /** Whether this thread does better alone at the moment. */
  get isAlone(): boolean {
    return this.threads === 1 || this.#solitude.isBetter;
  }

  /** The most calls that a kernel can be run in. */
  get parts(): number {
    return this.#boards.constants.ROOM * this.threads;
  }

  /** How many workers are up. */
  get ready(): number {
    return this.#words.filter((words) => Atomics.load(words, this.#boards.constants.IS_UP / 4) === 1).length;
  }

  /** Lets all threads run kernels, which are this thread's own of that source. */
  share<K extends Functions<K>>(kernels: K, source: KernelSource): RunKernel<K> {
    const first = this.#kernels.length;
    const named = inOrder(kernels);
    const numbers = new Map<string, number>(named.map(([name], i) => [name, first + i]));
    this.#sources.push(source);
    this.#boards.add(named.map(([, kernel]) => kernel));
    this.#kernels.push(...named.map(([, kernel]) => kernel));
    for (const worker of this.#workers) worker.postMessage(source);
    return (name, calls, work, constants = 0) => {
      this.#run(name, numbers.get(name) ?? -1, calls as readonly (readonly number[])[], constants);
      this.#solitude.count(work);
    };
  }

  #run(name: string, number: number, calls: readonly (readonly number[])[], constants: number): void {
    if (calls.length === 1 || this.threads === 1) {
      for (const args of calls) this.#make(name, number, args);
      return;
    }
    for (let thread = this.threads - 1; thread >= 0; thread--) {
      const [from, to] = this.#range(thread, calls.length);
      for (let i = from; i < to; i++) this.#write(thread, i - from, number, calls[i], constants);
      this.#boards.kernels.post(this.#address + thread * this.#boards.constants.BOARD_BYTES, to - from);
    }
    this.#finish(name);
  }

  /** Writes a call at a place on a board. */
  #write(thread: number, place: number, kernel: number, args: readonly number[], constants: number): void {
    const { CALLS_AT, CALL_BYTES, INTEGERS_AT, CONSTANTS_AT } = this.#boards.constants;
    const words = this.#words[thread];
    const at = CALLS_AT + place * CALL_BYTES;
    const integers = args.length - constants;
    words[at / 4] = kernel;
    words[at / 4 + 1] = integers;
    words[at / 4 + 2] = constants;
    for (let i = 0; i < integers; i++) words[(at + INTEGERS_AT) / 4 + i] = args[i];
    for (let i = 0; i < constants; i++) this.#doubles[thread][(at + CONSTANTS_AT) / 8 + i] = args[integers + i];
  }

  /** Works until all calls are done. Throws an Error if one of them failed, on whatever thread. */
  #finish(name: string): void {
    let cause: unknown;
    for (let isDone = false; !isDone; ) {
      try {
        this.#boards.kernels.finish(this.#address, this.threads);
        isDone = true;
      } catch (error) {
        this.#boards.kernels.fail();
        cause = error;
      }
    }
    const failed = this.#words.filter((words) => words[this.#boards.constants.FAILED / 4] !== 0);
    for (const words of failed) words[this.#boards.constants.FAILED / 4] = 0;
    if (failed.length > 0) throw new Error(`simd engine: ${name} failed`, { cause });
  }

  /** Which of so many calls are for a thread. */
  #range(thread: number, count: number): [from: number, to: number] {
    return [Math.floor((thread * count) / this.threads), Math.floor(((thread + 1) * count) / this.threads)];
  }

  /** Makes a call on this thread. */
  #make(name: string, number: number, args: readonly number[]): void {
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
      // flags such as --input-type are not for a worker
      const worker = new Worker(file, { workerData, execArgv: [] });
      // a worker that cannot start takes nothing, and this thread does its part
      worker.on('error', () => undefined);
      worker.unref();
      return worker;
    });
  }
}

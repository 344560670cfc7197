import { Worker } from 'node:worker_threads';
import { Board, type BoardPlace, boardBytes } from './board.js';
import type { SimdMemory } from './memory.js';

/** Kernels that any thread can have: those of a module over a memory. */
export interface KernelSource {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** What a worker starts with; a source that comes later is sent to it. */
export interface CrewWorkerData {
  readonly sources: readonly KernelSource[];
  readonly memory: WebAssembly.Memory;
  /** Of the boards, its own first. */
  readonly places: readonly BoardPlace[];
}

export type Kernel = (...args: readonly number[]) => unknown;

type Functions<K> = { readonly [Name in keyof K]: (...args: never[]) => unknown };

/** Calls a kernel with each list of arguments, at most `Crew.parts` of them, and returns when all calls are done. */
export type RunKernel<K extends Functions<K>> = <Name extends keyof K & string>(
  name: Name,
  calls: readonly Readonly<Parameters<K[Name]>>[],
) => void;

/** So many that a thread that is held up, as its processor does something else, has little to be waited for. */
const PARTS_PER_THREAD = 4;

/**
 * The threads of an engine: this one, and workers. Each has a board of its own, with always the same part of the work, so
 * that its arrays stay in its processor's cache; when it is through it helps the others. Workers start when there is first
 * something to share, do not keep the process alive, and until they are up this thread does everything.
 */
export class Crew {
  readonly threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #places: readonly BoardPlace[];
  readonly #boards: readonly Board[];
  readonly #sources: KernelSource[] = [];
  /** This thread's, of all sources, by number. */
  readonly #kernels: Kernel[] = [];
  #workers: readonly Worker[] | undefined;

  constructor(memory: SimdMemory, threads: number) {
    this.threads = threads;
    this.#memory = memory.memory;
    this.#places = Array.from({ length: threads }, () => ({
      address: memory.allocate(boardBytes(PARTS_PER_THREAD)),
      room: PARTS_PER_THREAD,
    }));
    this.#boards = this.#places.map((place) => new Board(memory.memory, place));
  }

  /** Into how many calls work is best divided, those that are neighbours for the same thread. */
  get parts(): number {
    return PARTS_PER_THREAD * this.threads;
  }

  /** 0 … count in parts as even as can be, `parts` of them or fewer, as none is empty. */
  divide(count: number): [from: number, to: number][] {
    const number = Math.max(1, Math.min(this.parts, count));
    return Array.from({ length: number }, (_, i) => [
      Math.floor((i * count) / number),
      Math.floor(((i + 1) * count) / number),
    ]);
  }

  /** How many workers are up. */
  get ready(): number {
    return this.#boards.filter(({ isOpen }) => isOpen).length;
  }

  /** Lets all threads run kernels, which are this thread's own of that source. */
  share<K extends Functions<K>>(kernels: K, source: KernelSource): RunKernel<K> {
    const first = this.#kernels.length;
    const named = inOrder(kernels);
    const numbers = new Map(named.map(([name], i) => [name, first + i]));
    this.#sources.push(source);
    this.#kernels.push(...named.map(([, kernel]) => kernel));
    for (const worker of this.#workers ?? []) worker.postMessage(source);
    return (name, calls) => this.#run(name, numbers.get(name) ?? -1, calls as readonly (readonly number[])[]);
  }

  #run(name: string, number: number, calls: readonly (readonly number[])[]): void {
    this.#workers ??= this.#startWorkers();
    for (const [thread, board] of this.#boards.entries()) {
      const [from, to] = [thread, thread + 1].map((t) => Math.floor((t * calls.length) / this.threads));
      board.post(number, calls.slice(from, to));
    }
    const make = (number: number, args: readonly number[]) => void this.#kernels[number](...args);
    for (const board of this.#boards) board.work(make);
    const failed = this.#boards.flatMap((board) => board.await());
    try {
      // A worker may hear late that the memory has grown, and be refused what it was to fill at its end. Whatever can be
      // refused so is done from its beginning, and so may be done again.
      for (const [number, ...args] of failed) make(number, args);
    } catch (cause) {
      throw new Error(`simd engine: ${name} failed`, { cause });
    }
  }

  #startWorkers(): Worker[] {
    // the same path from src/ and from dist/: only the build makes it
    const file = new URL('../../../dist/engine/simd/crew-worker.js', import.meta.url);
    return Array.from({ length: this.threads - 1 }, (_, i) => {
      const places = [...this.#places.slice(i + 1), ...this.#places.slice(0, i + 1)];
      const workerData: CrewWorkerData = { sources: this.#sources, memory: this.#memory, places };
      // flags such as --input-type are not for a worker
      const worker = new Worker(file, { workerData, execArgv: [] });
      // a worker that cannot start takes nothing, and this thread does its part
      worker.on('error', () => undefined);
      worker.unref();
      return worker;
    });
  }
}

/** Kernels in an order that is the same on every thread. */
export function inOrder(kernels: object): [name: string, kernel: Kernel][] {
  return Object.entries(kernels as Record<string, Kernel>).sort(([a], [b]) => (a < b ? -1 : 1));
}

import type { Precision } from '../../array.js';
import { type Place, SimdArrays, VECTOR_BYTES } from './arrays.js';
import { Crew, type RunKernel } from './crew.js';
import { divide } from './divide.js';
import { instantiateKernels, type KernelConstants, type Kernels, kernelModule } from './kernels.js';
import { SimdMemory } from './memory.js';

/** Multiplications of vectors, half a microsecond of them, that are worth sharing. */
const SHARED_WORK = 500;
/** More of them are divided further than into a part for each thread, so that none has long to wait for another. */
const LARGE_WORK = 400_000;
/** Rows this long, 256 float32 units, are shared by columns. */
const LONG_ROW = 1024;
const CACHE_LINE = 64;

/** Arguments of a `RunKernel`. */
export type Run = Parameters<RunKernel<Kernels>>;

/** What a `Crew` shows of itself. */
export type Threads = Pick<Crew, keyof Crew>;

/** What an engine takes from where it runs, by default from Node. */
export interface SimdHost {
  readonly memory: SimdMemory;
  readonly module: WebAssembly.Module;
  readonly crew: Threads;
}

/** What the operations of one simd engine share: its memory, the arrays and kernels over it, threads, and scratch. */
export class SimdContext {
  readonly precision: Precision;
  readonly memory: SimdMemory;
  readonly arrays: SimdArrays;
  readonly kernels: Kernels;
  readonly constants: KernelConstants;
  readonly crew: Threads;
  readonly #runKernel: RunKernel<Kernels>;
  /** Every run is added to this list while an operation is recorded. */
  #recording: Run[] | undefined;

  constructor(precision: Precision, threads: number, host: SimdHost = nodeHost(precision, threads)) {
    const { memory, module, crew } = host;
    this.precision = precision;
    this.memory = memory;
    this.arrays = new SimdArrays(this.memory, precision);
    const { kernels, constants } = instantiateKernels(module, memory.memory);
    this.kernels = kernels;
    this.constants = constants;
    this.crew = crew;
    this.#runKernel = crew.share(kernels, { module, memory: memory.memory });
  }

  /** See `RunKernel`. */
  readonly run: RunKernel<Kernels> = (...run) => {
    this.#recording?.push(run as Run);
    this.#runKernel(...run);
  };

  /** Calls an operation; returns the kernels that it ran. */
  record(operation: () => void): readonly Run[] {
    const recording: Run[] = [];
    this.#recording = recording;
    try {
      operation();
    } finally {
      this.#recording = undefined;
    }
    return recording;
  }

  /** Whether an operation whose output has such rows is shared by columns, as threads then read less of a matrix. */
  isByColumns({ width }: Place): boolean {
    return width >= LONG_ROW && this.crew.threads > 1;
  }

  /**
   * Runs a kernel over the columns of rows. `call` makes the arguments for a part that is `width` bytes from the column at
   * byte `at` on; work: vectors to multiply.
   */
  overColumns<K extends keyof Kernels>(
    kernel: K,
    { width }: Place,
    work: number,
    call: (at: number, width: number) => Parameters<Kernels[K]>,
  ): void {
    this.overRows(kernel, Math.ceil(width / CACHE_LINE), work, (from, count) => {
      const at = from * CACHE_LINE;
      return call(at, Math.min(count * CACHE_LINE, width - at));
    });
  }

  /**
   * Runs a kernel over so many rows. `call` makes the arguments for `count` rows from row `from` on; constants: how many of
   * the last arguments are float64.
   */
  overRows<K extends keyof Kernels>(
    kernel: K,
    rows: number,
    work: number,
    call: (from: number, count: number) => Parameters<Kernels[K]>,
    constants = 0,
  ): void {
    const parts = this.#parts(rows, work);
    const calls = divide(rows, parts).map(([from, to]) => call(from, to - from));
    this.run(kernel, calls, work, constants);
  }

  /**
   * Runs a kernel element by element over arrays of one shape. It takes the arrays, how many bytes to compute, and
   * constants.
   */
  overElements(kernel: keyof Kernels, places: readonly Place[], ...constants: number[]): void {
    const [{ rows, stride }] = places;
    const lines = Math.ceil((rows * stride) / CACHE_LINE);
    const call = (from: number, count: number) => {
      const addresses = places.map(({ address }) => address + from * CACHE_LINE);
      const bytes = Math.min(count * CACHE_LINE, rows * stride - from * CACHE_LINE);
      return [...addresses, bytes, ...constants] as unknown as Parameters<Kernels[keyof Kernels]>;
    };
    this.overRows(kernel, lines, (lines * CACHE_LINE) / VECTOR_BYTES, call, constants.length);
  }

  /** Whether so much work is shared. */
  isShared(work: number): boolean {
    return work >= SHARED_WORK && !this.crew.isAlone;
  }

  /** Into how many calls to divide so much work on so many rows, or cache lines of a row. */
  #parts(count: number, work: number): number {
    const { threads, parts } = this.crew;
    if (count < threads || !this.isShared(work)) return 1;
    return work < LARGE_WORK || count < parts ? threads : parts;
  }

  /** Scratch for the exponentials of N rows of K scores. */
  scratch(N: number, K: number): number {
    return this.memory.allocate(N * this.kernels.scratchRowBytes(K));
  }

  /** Scratch for the list of one row of so many floats; one entry more, as the kernel writes before it decides. */
  factorList(count: number): number {
    return this.memory.allocate((count + 1) * this.constants.FACTOR_BYTES);
  }
}

function nodeHost(precision: Precision, threads: number): SimdHost {
  const memory = new SimdMemory();
  return { memory, module: kernelModule(precision), crew: new Crew(memory, threads) };
}

import type { Precision } from '../../array.js';
import { type Place, SimdArrays, VECTOR_BYTES } from './arrays.js';
import { Crew, type PrepareRun } from './crew.js';
import { divide } from './divide.js';
import type { KernelRun } from './kernel-run.js';
import { instantiateKernels, type KernelConstants, type Kernels, kernelModule } from './kernels.js';
import { SimdMemory } from './memory.js';

/** Smallest work worth sharing among threads, in vector multiplications: about half a microsecond. */
const SHARED_WORK = 500;
/** Larger work is split finely, so a descheduled thread delays the others only briefly. */
const LARGE_WORK = 400_000;
/** Rows of at least this many bytes (256 float32 units) are divided among threads by columns. */
const LONG_ROW = 1024;
const CACHE_LINE = 64;

/** The interface of a `Crew`. */
export type Threads = Pick<Crew, keyof Crew>;

/** What an engine needs from its host; Node by default. */
export interface SimdHost {
  readonly memory: SimdMemory;
  readonly module: WebAssembly.Module;
  readonly crew: Threads;
}

/** Shared by all operations of one simd engine: memory, arrays, kernels, threads and scratch memory. */
export class SimdContext {
  readonly precision: Precision;
  readonly memory: SimdMemory;
  readonly arrays: SimdArrays;
  readonly kernels: Kernels;
  readonly constants: KernelConstants;
  readonly crew: Threads;
  readonly #prepare: PrepareRun<Kernels>;
  /** While an operation is recorded, every kernel run is added to this list. */
  #recording: KernelRun[] | undefined;

  constructor(precision: Precision, threads: number, host: SimdHost = nodeHost(precision, threads)) {
    const { memory, module, crew } = host;
    this.precision = precision;
    this.memory = memory;
    this.arrays = new SimdArrays(this.memory, precision);
    const { kernels, constants } = instantiateKernels(module, memory.memory);
    this.kernels = kernels;
    this.constants = constants;
    this.crew = crew;
    this.#prepare = crew.share(kernels, { module, memory: memory.memory });
  }

  /** Runs a kernel. */
  readonly run = (...details: Parameters<PrepareRun<Kernels>>): void => {
    const run = this.#prepare(...details);
    this.#recording?.push(run);
    this.crew.run(run);
  };

  /** Runs an operation and returns the kernel runs that it made. */
  record(operation: () => void): readonly KernelRun[] {
    const recording: KernelRun[] = [];
    this.#recording = recording;
    try {
      operation();
    } finally {
      this.#recording = undefined;
    }
    return recording;
  }

  /**
   * Whether to divide an operation by the columns of its output. With long rows, each thread then reads only part of a
   * matrix.
   */
  isByColumns({ width }: Place): boolean {
    return width >= LONG_ROW && this.crew.threads > 1;
  }

  /**
   * Runs a kernel, divided among threads by columns. `call` returns the arguments for one part: `width` bytes of each row,
   * starting at byte `at`. work: in vector multiplications.
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
   * Runs a kernel, divided among threads by rows. `call` returns the arguments for `count` rows, starting at row `from`.
   * constants: how many of the last arguments are float64.
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

  /** Runs a kernel element by element on arrays of one shape. Its arguments: the arrays, the number of bytes, constants. */
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

  /** Whether this amount of work is shared among threads. */
  isShared(work: number): boolean {
    return work >= SHARED_WORK && !this.crew.isAlone;
  }

  /** The number of calls into which to divide an operation on `count` rows or cache lines. */
  #parts(count: number, work: number): number {
    const { threads, parts } = this.crew;
    if (count < threads || !this.isShared(work)) return 1;
    return work < LARGE_WORK || count < parts ? threads : parts;
  }

  /** Allocates scratch memory for the exponentials of N rows of K scores. */
  scratch(N: number, K: number): number {
    return this.memory.allocate(N * this.kernels.scratchRowBytes(K));
  }

  /**
   * Allocates a factor list for one row of floats, with one spare entry: the kernel writes an entry before it knows if
   * it counts.
   */
  factorList(count: number): number {
    return this.memory.allocate((count + 1) * this.constants.FACTOR_BYTES);
  }
}

function nodeHost(precision: Precision, threads: number): SimdHost {
  const memory = new SimdMemory();
  return { memory, module: kernelModule(precision), crew: new Crew(memory, threads) };
}

import type { Labels, Precision } from '../../array.js';
import { type Place, SimdArrays } from './arrays.js';
import { Crew, type RunKernel } from './crew.js';
import { instantiateKernels, type KernelConstants, type Kernels, kernelModule } from './kernels.js';
import { SimdMemory } from './memory.js';
import { PixelStore } from './pixel-rows.js';

const CACHE_LINE = 64;
/** Rows this long, 256 float32 units, are shared among threads; of shorter ones a thread's part is done in no time. */
const SHARED_ROW_BYTES = 1024;
/** Arrays whose elements are looked at once are worth sharing from here on, if a crew is at work for long rows anyway. */
const SHARED_BYTES = 1 << 16;
/** Multiplications of vectors, some 50 µs of them, that are worth sharing where rows are short. */
const SHARED_WORK = 100_000;

/** What the operations of one simd engine share: its memory, the arrays and kernels over it, threads, and scratch. */
export class SimdContext {
  readonly precision: Precision;
  readonly memory: SimdMemory;
  readonly arrays: SimdArrays;
  readonly kernels: Kernels;
  readonly constants: KernelConstants;
  readonly pixels: PixelStore;
  readonly crew: Crew;
  readonly #run: RunKernel<Kernels>;

  constructor(precision: Precision, threads: number, memory?: WebAssembly.Memory) {
    this.precision = precision;
    this.memory = new SimdMemory(memory);
    this.arrays = new SimdArrays(this.memory, precision);
    const { kernels, constants } = instantiateKernels(kernelModule(precision), this.memory.memory);
    this.kernels = kernels;
    this.constants = constants;
    this.pixels = new PixelStore(this.memory, precision, kernels, constants);
    this.crew = new Crew(this.memory, threads);
    this.#run = this.crew.share(this.kernels, { module: kernelModule(precision), memory: this.memory.memory });
  }

  /** Whether rows of so many bytes are shared among threads. */
  isShared(bytes: number): boolean {
    return this.crew.threads > 1 && bytes >= SHARED_ROW_BYTES;
  }

  /**
   * Runs a kernel over rows of so many bytes, long ones in parts on all threads. `call` makes the arguments for a part that
   * is `width` bytes from the column at byte `at` on; `strip`: bytes of a row that the kernel does at once.
   */
  overColumns<K extends keyof Kernels>(
    kernel: K,
    bytes: number,
    call: (at: number, width: number) => Parameters<Kernels[K]>,
    strip = CACHE_LINE,
  ): void {
    if (!this.isShared(bytes)) {
      this.#alone(kernel, call(0, bytes));
      return;
    }
    const strips = this.crew.divide(Math.ceil(bytes / strip));
    this.#run(
      kernel,
      strips.map(([from, to]) => call(from * strip, Math.min(to * strip, bytes) - from * strip)),
    );
  }

  /**
   * Runs a kernel element by element over arrays of one shape, large ones in parts. The kernel takes the addresses of
   * the arrays, constants, and how many bytes to compute.
   */
  overElements(kernel: keyof Kernels, places: readonly Place[], ...constants: number[]): void {
    const [{ rows, stride }] = places;
    const bytes = rows * stride;
    const call = (at: number, width: number) => {
      const addresses = places.map(({ address }) => address + at);
      return [...addresses, ...constants, width] as unknown as Parameters<Kernels[keyof Kernels]>;
    };
    if (bytes < SHARED_BYTES || !this.isShared(stride)) this.#alone(kernel, call(0, bytes));
    else this.overColumns(kernel, bytes, call);
  }

  /** Runs a kernel over so many rows of so much work each, much of it in parts of whole rows. */
  overRows<K extends keyof Kernels>(
    kernel: K,
    rows: number,
    work: number,
    call: (from: number, count: number) => Parameters<Kernels[K]>,
  ): void {
    if (this.crew.threads === 1 || rows * work < SHARED_WORK) {
      this.#alone(kernel, call(0, rows));
      return;
    }
    const shares = this.crew.divide(rows);
    this.#run(
      kernel,
      shares.map(([from, to]) => call(from, to - from)),
    );
  }

  #alone<K extends keyof Kernels>(kernel: K, args: Parameters<Kernels[K]>): void {
    (this.kernels[kernel] as (...args: Parameters<Kernels[K]>) => unknown)(...args);
  }

  /** Class numbers where kernels can read them, until the running operation ends. */
  labels(t: Labels): number {
    const N = t.shape[0];
    const address = this.memory.allocate(N * 4);
    const words = this.memory.words(address, N);
    for (let n = 0; n < N; n++) words[n] = t.get(n);
    return address;
  }

  /** Scratch for the exponentials of a row of K scores, which are made two by two. */
  exps(K: number): number {
    return this.memory.allocate((K + 1) * 8);
  }

  /** Scratch for the list of one row of so many floats; one entry more, as the kernel writes before it decides. */
  factorList(count: number): number {
    return this.memory.allocate((count + 1) * this.constants.FACTOR_BYTES);
  }
}

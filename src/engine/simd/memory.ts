import type { FloatArray, Precision } from '../../array.js';
import { TrainerError } from '../../errors.js';

/** 2 GiB in pages of 64 KiB. */
const MOST_PAGES = 32768;
const CACHE_LINE = 64;

/**
 * The memory of a simd engine, a stack allocator. The size is fixed: a worker may not notice in time that a shared memory
 * has grown, and would fail at its old end. Only the main thread allocates.
 */
export class SimdMemory {
  readonly memory: WebAssembly.Memory;
  #top = CACHE_LINE;
  readonly #words: Uint32Array;

  /** pages: size of a memory that is not shared, for browsers without shared memory; by default shared. */
  constructor(pages?: number) {
    this.memory = pages === undefined ? reserve() : new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#words = new Uint32Array(this.memory.buffer);
  }

  /**
   * Allocates bytes, aligned to cache lines, and returns their address. Memory that was never released is zero. Throws
   * CONFIG_MEMORY if the memory is full.
   */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    const address = this.#top;
    const { byteLength } = this.#words;
    if (address + size > byteLength) {
      const message = `simd engine: ${size} more bytes needed, but the limit is ${byteLength} in total`;
      throw new TrainerError('CONFIG_MEMORY', message, { hint: 'lower batchSize or hidden' });
    }
    this.#top += size;
    return address;
  }

  /** The address of the next allocation. */
  get top(): number {
    return this.#top;
  }

  /** Releases everything allocated from this address on. */
  release(address: number): void {
    this.#top = Math.ceil(address / CACHE_LINE) * CACHE_LINE;
  }

  floats(precision: Precision, address: number, length: number): FloatArray {
    const { buffer } = this.memory;
    return precision === 'float32'
      ? new Float32Array(buffer, address, length)
      : new Float64Array(buffer, address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** Allocates memory for 32-bit words and writes them; returns the address. */
  store(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.put(address, values);
    return address;
  }

  /** Writes 32-bit words to allocated memory. */
  put(address: number, values: ArrayLike<number>): void {
    this.#words.set(values, address / 4);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }
}

/**
 * Reserves 2 GiB of address space, or less if the system refuses. Pages use physical memory only when they are touched.
 * Throws CONFIG_MEMORY.
 */
function reserve(): WebAssembly.Memory {
  for (let pages = MOST_PAGES; ; pages /= 2) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      if (pages > 1) continue;
      throw new TrainerError('CONFIG_MEMORY', 'simd engine: the system allows no more address space', {
        hint: 'raise the limit (ulimit -v), or train with --engine reference',
        cause: error,
      });
    }
  }
}

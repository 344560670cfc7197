import type { FloatArray, Precision } from '../../array.js';
import { TrainerError } from '../../errors.js';

/** 2 GiB. */
const MOST_PAGES = 32768;
const CACHE_LINE = 64;

/**
 * The memory of a simd engine. Its size is fixed: a worker may hear late that a shared memory has grown, and fail where it
 * ends. The main thread alone allocates.
 */
export class SimdMemory {
  readonly memory: WebAssembly.Memory;
  #top = CACHE_LINE;
  readonly #words: Uint32Array;

  /** pages: of a memory that is not shared, for a page in a browser, which may have no shared one. */
  constructor(pages?: number) {
    this.memory = pages === undefined ? reserve() : new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#words = new Uint32Array(this.memory.buffer);
  }

  /**
   * Allocates so many bytes on cache lines of their own, and returns their address. They are zero unless they were released
   * before. Throws CONFIG_MEMORY if the memory is full.
   */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    const address = this.#top;
    const { byteLength } = this.#words;
    if (address + size > byteLength) {
      const message = `simd engine: ${size} more bytes wanted, ${byteLength} in all are the limit`;
      throw new TrainerError('CONFIG_MEMORY', message, { hint: 'lower batchSize or hidden' });
    }
    this.#top += size;
    return address;
  }

  /** Where the next allocation begins. */
  get top(): number {
    return this.#top;
  }

  /** Gives back everything allocated since an address was. */
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

  /** Allocates words, and sets them. */
  store(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.put(address, values);
    return address;
  }

  /** Sets words that were allocated. */
  put(address: number, values: ArrayLike<number>): void {
    this.#words.set(values, address / 4);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }
}

/** 2 GiB of addresses, or as many as the system grants; only what is touched takes memory. */
function reserve(): WebAssembly.Memory {
  for (let pages = MOST_PAGES; ; pages /= 2) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      if (pages === 1) throw error;
    }
  }
}

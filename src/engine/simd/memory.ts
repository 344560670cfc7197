import type { FloatArray, Precision } from '../../array.js';
import { TrainerError } from '../../errors.js';

const PAGE = 65536;
/** 2 GiB of address space; only what is touched costs memory. */
const MAX_PAGES = 32768;
const CACHE_LINE = 64;
/** What it grows by, at least. */
const SLAB = 1 << 20;

/**
 * The memory of a simd engine. It is shared, so that workers can see it, and growing it leaves every view of it intact: a
 * shared buffer is never detached, only joined by a longer one. The main thread alone allocates.
 */
export class SimdMemory {
  readonly memory: WebAssembly.Memory;
  readonly #maxPages: number;
  #top = CACHE_LINE;
  #words: Uint32Array;

  /** pages: of a memory that is not shared and never grows, for a page in a browser, which may have no shared one. */
  constructor(pages?: number) {
    this.#maxPages = pages ?? MAX_PAGES;
    this.memory =
      pages === undefined
        ? new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true })
        : new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#words = new Uint32Array(this.memory.buffer);
  }

  /** The address of so many bytes, zero if nobody had them before; on a cache line of their own. */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    this.#reserve(size);
    const address = this.#top;
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
    const { buffer } = this.memory;
    // one view for all calls, made anew when the memory has grown
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer);
    this.#words.set(values, address / 4);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  /** Makes the memory long enough for so many bytes more; it grows by a slab at least. */
  #reserve(size: number): void {
    const { byteLength } = this.memory.buffer;
    if (this.#top + size <= byteLength) return;
    if (this.#top + size > this.#maxPages * PAGE) throw this.#full(size);
    const missing = Math.ceil((this.#top + size - byteLength) / PAGE);
    const pages = Math.min(Math.max(missing, SLAB / PAGE), this.#maxPages - byteLength / PAGE);
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw this.#full(size, cause);
    }
  }

  #full(size: number, cause?: unknown): TrainerError {
    const message = `simd engine: ${size} more bytes wanted, ${this.#maxPages * PAGE} in all are the limit`;
    return new TrainerError('CONFIG_MEMORY', message, { hint: 'lower batchSize or hidden', cause });
  }
}

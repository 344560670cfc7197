import type { FloatArray, Precision } from '../../array.js';
import { TrainerError } from '../../errors.js';

const PAGE = 65536;
/** 2 GiB of address space; only what is touched costs memory. */
const MAX_PAGES = 32768;
const CACHE_LINE = 64;
/** What an arena takes at a time, at least. */
const SLAB = 1 << 20;

/**
 * An arena of the memory of a simd engine. The memory is shared, so that workers can see it and so that growing it leaves
 * every view of it intact: a shared buffer is never detached, only joined by a longer one. Each thread that allocates
 * has an arena of its own; the first word of the memory says how far the arenas have taken it.
 */
export class SimdMemory {
  readonly memory: WebAssembly.Memory;
  #start = CACHE_LINE;
  #top = CACHE_LINE;
  #end = CACHE_LINE;
  #words: Uint32Array;

  /** An arena of a new memory, or another one of a memory there is. */
  constructor(memory?: WebAssembly.Memory) {
    this.memory = memory ?? new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
    this.#words = new Uint32Array(this.memory.buffer);
    if (!memory) this.#words[0] = CACHE_LINE;
  }

  /** The address of so many bytes, zero if nobody had them before; on a cache line of their own. */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    if (this.#top + size > this.#end) this.#reserve(size);
    const address = this.#top;
    this.#top += size;
    return address;
  }

  /** Where the next allocation begins, if it fits. */
  get top(): number {
    return this.#top;
  }

  /** Gives back everything allocated since an address was. */
  release(address: number): void {
    const isHere = address >= this.#start && address <= this.#end;
    this.#top = isHere ? Math.ceil(address / CACHE_LINE) * CACHE_LINE : this.#start;
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
    const { buffer } = this.memory;
    // one view for all calls, made anew when the memory has grown
    if (this.#words.buffer !== buffer) this.#words = new Uint32Array(buffer);
    this.#words.set(values, address / 4);
    return address;
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  /** Makes the arena longer, or starts it anew elsewhere when another one has taken what lies behind it. */
  #reserve(size: number): void {
    const taken = this.words(0, 1);
    const more = Math.max(size - (this.#end - this.#top), SLAB);
    if (Atomics.load(taken, 0) + Math.max(size, more) > MAX_PAGES * PAGE) throw this.#full(size);
    if (Atomics.compareExchange(taken, 0, this.#end, this.#end + more) === this.#end) {
      this.#end += more;
    } else {
      const length = Math.max(size, SLAB);
      this.#start = this.#top = Atomics.add(taken, 0, length);
      this.#end = this.#start + length;
    }
    const missing = this.#end - this.memory.buffer.byteLength;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      this.#end = this.#top;
      throw this.#full(size, cause);
    }
  }

  #full(size: number, cause?: unknown): TrainerError {
    const message = `simd engine: ${size} more bytes wanted, ${MAX_PAGES * PAGE} in all are the limit`;
    return new TrainerError('CONFIG_MEMORY', message, { hint: 'lower batchSize or hidden', cause });
  }
}

import type { FloatArray, Precision } from '../../array.js';

const PAGE = 65536;
/** 2 GiB of address space; only what is touched costs memory. */
const MAX_PAGES = 32768;
const CACHE_LINE = 64;

/**
 * The memory of the simd engine. It is shared, so that workers can see it and so that growing it leaves every view of it
 * intact: a shared buffer is never detached, only joined by a longer one.
 */
export class SimdMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  #top = CACHE_LINE;

  /** The address of so many bytes, zero if nobody had them before; on a cache line of their own. */
  allocate(bytes: number): number {
    const address = this.#top;
    const top = address + Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    if (top > this.memory.buffer.byteLength) this.#grow(top);
    this.#top = top;
    return address;
  }

  /** Gives back everything from an address on. */
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

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  #grow(bytes: number): void {
    try {
      this.memory.grow(Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE));
    } catch (cause) {
      throw new RangeError(`simd engine: ${bytes} bytes wanted, ${MAX_PAGES * PAGE} are the limit`, { cause });
    }
  }
}

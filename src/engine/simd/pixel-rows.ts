import type { Batch, Rows } from '../engine.js';
import { VECTOR_BYTES } from './arrays.js';
import type { SimdContext } from './context.js';
import type { SimdMemory } from './memory.js';

/** Images as lists of non-zero pixels. */
export interface PixelRows extends Rows {
  /** Address of the byte-to-float table, followed by the offset of each list; see assembly/pixels.ts. */
  readonly images: number;
  /** Address of the first list, and the end of the last list at creation, which is the capacity. */
  readonly lists: number;
  readonly end: number;
  /** The shared memory these addresses point into. */
  readonly memory: WebAssembly.Memory;
}

const ROWS_AT_ONCE = 1000;

/** Stores the data rows of one engine. */
export class PixelStore {
  readonly #context: SimdContext;
  readonly #memory: SimdMemory;
  readonly #entryBytes: number;
  readonly #startsAt: number;

  constructor(context: SimdContext) {
    this.#context = context;
    this.#memory = context.memory;
    this.#entryBytes = context.constants.PIXEL_BYTES;
    this.#startsAt = context.constants.STARTS_AT;
  }

  /** Implements `Engine.rows`. */
  create(bytes: Uint8Array, width: number, scale: number): PixelRows {
    const memory = this.#memory;
    const count = bytes.length / width;
    const images = memory.allocate(this.#startsAt + (2 * count + 1) * 4);
    const values = Float64Array.from({ length: 256 }, (_, byte) => Math.fround(byte / scale));
    memory.floats(this.#context.precision, images, 256).set(values);
    const scratch = memory.allocate(ROWS_AT_ONCE * width);
    // Reserves room for images without zeros. The lists use less; the rest was never touched and is released.
    const lists = memory.allocate((bytes.length + 1) * this.#entryBytes);
    const end = this.#list(lists, images, scratch, bytes, width);
    memory.release(end + this.#entryBytes);
    return { count, width, images, lists, end, memory: memory.memory };
  }

  /** Implements `Engine.refill`. */
  refill({ width, images, lists, end }: PixelRows, bytes: Uint8Array): void {
    const room = (end - lists) / this.#entryBytes;
    if (bytes.length > room)
      throw new RangeError(`${bytes.length} bytes do not fit into rows with a capacity of ${room}`);
    const scratch = this.#memory.allocate(Math.min(bytes.length, ROWS_AT_ONCE * width));
    this.#list(lists, images, scratch, bytes, width);
    this.#memory.release(scratch);
  }

  /** Casts rows to this engine's type. Throws if another engine made them. */
  own(rows: Rows): PixelRows {
    if ((rows as PixelRows).memory === this.#memory.memory) return rows as PixelRows;
    throw new Error('simd engine: the rows of a batch belong to another engine');
  }

  /** The row numbers of a batch. Throws a RangeError if a number is out of range. */
  numbers(batch: Batch): Int32Array {
    const { index } = batch;
    const { count } = this.own(batch.rows);
    for (const row of index) {
      if (!(row >= 0 && row < count)) throw new RangeError(`row ${row} of a batch, expected 0 … ${count - 1}`);
    }
    return index;
  }

  /**
   * Writes images as lists of non-zero pixels, in chunks copied through scratch memory; returns the end of the last
   * list.
   */
  #list(lists: number, images: number, scratch: number, bytes: Uint8Array, width: number): number {
    const { kernels } = this.#context;
    let starts = images + this.#startsAt;
    let end = lists;
    for (let first = 0; first < bytes.length; first += ROWS_AT_ONCE * width) {
      const chunk = bytes.subarray(first, first + ROWS_AT_ONCE * width);
      const rows = chunk.length / width;
      this.#memory.bytes(scratch, chunk.length).set(chunk);
      this.#context.overRows('listPixels', rows, chunk.length / VECTOR_BYTES, (from, count) => {
        const [entries, at] = [end, scratch + from * width];
        end += kernels.countPixels(at, count * width) * this.#entryBytes;
        return [entries, starts + from * 8, at, count, width];
      });
      starts += rows * 8;
    }
    return end;
  }
}

import type { Batch, Rows } from '../engine.js';
import type { KernelConstants, Kernels } from './kernels.js';
import type { SimdMemory } from './memory.js';
import type { PixelRows, PixelStore } from './pixel-rows.js';

/**
 * A batch of images as lists by column, which is how layer 1 walks it. Keeps the lists of the last batch, as the forward
 * pass, the backward pass and the loss after the update use the same batch.
 */
export class ColumnLists {
  readonly #memory: SimdMemory;
  readonly #kernels: Kernels;
  readonly #constants: KernelConstants;
  readonly #pixels: PixelStore;
  #rows: PixelRows | undefined;
  #index = new Int32Array(0);
  #address = 0;
  #bytes = 0;

  constructor(memory: SimdMemory, kernels: Kernels, constants: KernelConstants, pixels: PixelStore) {
    this.#memory = memory;
    this.#kernels = kernels;
    this.#constants = constants;
    this.#pixels = pixels;
  }

  /** The address of a batch's lists, good until the next call. */
  of(batch: Batch): number {
    const memory = this.#memory;
    const rows = this.#pixels.own(batch.rows);
    const { index } = batch;
    if (rows === this.#rows && isSame(index, this.#index)) return this.#address;
    const bytes = this.#size(rows, index);
    this.#rows = undefined; // an error on the way leaves no lists
    if (bytes > this.#bytes) {
      const size = Math.ceil(1.5 * bytes);
      this.#address = memory.allocate(size);
      this.#bytes = size;
    }
    const numbers = this.#pixels.numbers(batch);
    this.#kernels.listColumns(this.#address, rows.starts, numbers, index.length, rows.width);
    memory.release(numbers);
    this.#rows = rows;
    this.#index = index.slice();
    return this.#address;
  }

  /** Drops the lists if they are of these rows, which are going to change. */
  forget(rows: Rows): void {
    if (this.#rows === rows) this.#rows = undefined;
  }

  #size(rows: PixelRows, index: Int32Array): number {
    const { BLOCK, ENTRY_BYTES } = this.#constants;
    const starts = this.#memory.words(rows.starts, rows.count + 1);
    const blocks = Math.max(1, Math.ceil(index.length / BLOCK));
    let bytes = blocks * (rows.width + 2) * ENTRY_BYTES;
    for (const row of index) bytes += starts[row + 1] - starts[row];
    return bytes;
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}

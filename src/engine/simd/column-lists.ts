import type { Batch, Rows } from '../engine.js';
import type { PixelRows, SimdContext } from './context.js';

/** Samples of a block, see `assembly/columns.ts`. */
const BLOCK = 128;
const ENTRY_BYTES = 4;

/**
 * A batch of images as lists by column, which is how layer 1 walks it. The lists of the last batch are kept: the forward
 * pass, the backward pass and the loss after the update have the same batch.
 */
export class ColumnLists {
  readonly #context: SimdContext;
  #rows: PixelRows | undefined;
  #index = new Int32Array(0);
  #address = 0;
  #bytes = 0;

  constructor(context: SimdContext) {
    this.#context = context;
  }

  /** The address of a batch's lists, good until the next call. */
  of(batch: Batch): number {
    const { memory, kernels } = this.#context;
    const rows = this.#context.ownRows(batch.rows);
    const { index } = batch;
    if (rows === this.#rows && isSame(index, this.#index)) return this.#address;
    const bytes = this.#size(rows, index);
    this.#rows = undefined; // an error on the way leaves no lists
    if (bytes > this.#bytes) {
      const size = Math.ceil(1.5 * bytes);
      this.#address = memory.allocate(size);
      this.#bytes = size;
    }
    const numbers = this.#context.rowNumbers(batch);
    kernels.listColumns(this.#address, rows.starts, numbers, index.length, rows.width);
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
    const starts = this.#context.memory.words(rows.starts, rows.count + 1);
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

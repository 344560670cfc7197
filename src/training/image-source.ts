import type { Batch, Rows } from '../engine/engine.js';

/** Makes batches of images by their numbers. The next batch may overwrite the previous one. */
export interface ImageSource {
  show(index: Int32Array, epoch: number): Batch;
}

/** The images of a split as they are. */
export function plainImages({ rows }: { readonly rows: Rows }): ImageSource {
  return { show: (index) => ({ rows, index }) };
}

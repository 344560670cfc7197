import type { Labels } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import { type LoadedSplit, takeBatch } from '../training-data.js';

/** Images in each half of a sample. */
const HALF = 1000;

/** Two disjoint batches of up to 1,000 images, spread evenly over a split, which may be sorted by class. */
export function sampleHalves(split: LoadedSplit): { x: Batch; t: Labels }[] {
  const half = Math.max(1, Math.min(HALF, Math.floor(split.count / 2)));
  const step = split.count / (2 * half);
  return [0, 1].map((parity) => {
    const index = Int32Array.from({ length: half }, (_, i) => Math.floor((2 * i + parity) * step));
    return takeBatch(split, index);
  });
}

import type { Labels } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import { type LoadedSplit, takeBatch } from '../training-data.js';

/** Limits of the number of images in each half, and its share of `trained`: measuring a short run must be fast. */
const FEWEST = 100;
const MOST = 1000;
const SHARE = 1 / 300;

/**
 * Two disjoint batches of 100 to 1,000 images, spread evenly over a split, which may be sorted by class.
 * trained: the number of images in all updates of the run together.
 */
export function sampleHalves(split: LoadedSplit, trained: number): { x: Batch; t: Labels }[] {
  const wanted = Math.max(FEWEST, Math.min(MOST, Math.floor(trained * SHARE)));
  const half = Math.max(1, Math.min(wanted, Math.floor(split.count / 2)));
  const step = split.count / (2 * half);
  return [0, 1].map((parity) => {
    const index = Int32Array.from({ length: half }, (_, i) => Math.floor((2 * i + parity) * step));
    return takeBatch(split, index);
  });
}

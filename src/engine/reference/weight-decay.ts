import ops from 'ndarray-ops';
import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';
import { scratchLike } from './scratch.js';

export function addScaled(y: NdArray, x: NdArray, factor: number): void {
  const term = scratchLike(x);
  ops.muls(term, x, factor);
  ops.addeq(y, term);
}

/** The squares of even and of odd columns are summed apart, as a pair of lanes does it. */
export function squaredNorm(x: NdArray): number {
  const columns = x.shape[x.dimension - 1];
  const sums = [0, 0];
  let element = 0;
  forEachElement([x], (place) => {
    sums[(element++ % columns) % 2] += x.data[place] * x.data[place];
  });
  return sums[0] + sums[1];
}

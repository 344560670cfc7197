import ops from 'ndarray-ops';
import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';
import { scratchLike } from './scratch.js';

export function addScaled(y: NdArray, x: NdArray, factor: number): void {
  const term = scratchLike(x);
  ops.muls(term, x, factor);
  ops.addeq(y, term);
}

/** Eight sums, column j in number j mod 8, added up as four pairs of lanes are. */
export function squaredNorm(x: NdArray): number {
  const columns = x.shape[x.dimension - 1];
  const sums = new Float64Array(8);
  let element = 0;
  forEachElement([x], (place) => {
    sums[(element++ % columns) % 8] += x.data[place] * x.data[place];
  });
  const [a, A, b, B, c, C, d, D] = sums;
  return a + b + (c + d) + (A + B + (C + D));
}

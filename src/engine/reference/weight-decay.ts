import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';

export function decay(dW: NdArray, W: NdArray, lambda: number): number {
  forEachElement([dW, W], (d, w) => {
    dW.data[d] += lambda * W.data[w];
  });
  return squaredNorm(W);
}

/** Sums row by row, column j in accumulator j mod 8. Adds the eight in the same order as the SIMD kernel. */
export function squaredNorm(x: NdArray): number {
  const columns = x.shape[x.dimension - 1];
  const sums = new Float64Array(8);
  let [total, element] = [0, 0];
  forEachElement([x], (place) => {
    const column = element++ % columns;
    sums[column % 8] += x.data[place] * x.data[place];
    if (column < columns - 1) return;
    const [a, A, b, B, c, C, d, D] = sums;
    total += a + b + (c + d) + (A + B + (C + D));
    sums.fill(0);
  });
  return total;
}

import { copy, type NdArray, offsets, zeros } from '../array.js';

/** h(x) = 1 where x > 0, else 0 (chapter 3 of the book). */
export const stepFunction = elementwise((x) => (x > 0 ? 1 : 0));

/** h(x) = 1 / (1 + e^−x) (chapter 3 of the book). */
export const sigmoid = elementwise((x) => 1 / (1 + Math.exp(-x)));

/** h(x) = x where x > 0, else 0 (chapter 3 of the book); NaN stays NaN. */
export const relu = elementwise((x) => Math.max(0, x));

/** h(x) = x, the output function for regression (chapter 3 of the book). */
export const identityFunction = elementwise((x) => x);

/**
 * y_k = e^(a_k − max a) / Σ e^(a_i − max a) along the last axis (chapter 3 of the book). a: one row of scores, or a batch.
 * Subtracting the maximum does not change y, and avoids overflow.
 */
export function softmax(a: NdArray): NdArray {
  const y = copy(a);
  const length = a.shape[a.dimension - 1];
  for (let start = 0; start < y.size; start += length) {
    const row = y.data.subarray(start, start + length);
    let max = -Infinity;
    for (const score of row) max = Math.max(max, score);
    let sum = 0;
    for (let k = 0; k < length; k++) sum += row[k] = Math.exp(row[k] - max);
    for (let k = 0; k < length; k++) row[k] /= sum;
  }
  return y;
}

interface Elementwise {
  (x: number): number;
  (x: NdArray): NdArray;
}

/** Makes a function of a number also work on every element of an array. It returns a new array. */
function elementwise(h: (x: number) => number): Elementwise {
  function apply(x: number): number;
  function apply(x: NdArray): NdArray;
  function apply(x: number | NdArray): number | NdArray {
    if (typeof x === 'number') return h(x);
    const y = zeros(x.shape, x.data instanceof Float32Array ? 'float32' : 'float64');
    let next = 0;
    for (const place of offsets(x)) y.data[next++] = h(x.data[place]);
    return y;
  }
  return apply;
}

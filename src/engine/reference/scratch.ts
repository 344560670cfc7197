import { type NdArray, zeros } from '../../array.js';

const scratches = new Map<string, NdArray>();

/** A float64 array of x's shape to compute in, the same one for each shape: intermediate results are not rounded. */
export function scratchLike(x: NdArray): NdArray {
  const key = x.shape.join();
  const scratch = scratches.get(key) ?? zeros(x.shape);
  scratches.set(key, scratch);
  return scratch;
}

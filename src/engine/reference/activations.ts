import ops from 'ndarray-ops';
import type { NdArray } from '../../array.js';
import { scratchLike } from './scratch.js';

export function relu(y: NdArray, x: NdArray): void {
  ops.maxs(y, x, 0);
}

export function reluGradient(dx: NdArray, dout: NdArray, y: NdArray): void {
  ops.gts(dx, y, 0);
  ops.andeq(dx, dout); // 1 && dout is dout and 0 && dout is 0, even for a dout that is not finite
}

export function multiply(y: NdArray, x: NdArray, mask: NdArray): void {
  ops.mul(y, x, mask);
}

export function sigmoid(y: NdArray, x: NdArray): void {
  const result = scratchLike(x);
  ops.neg(result, x);
  ops.expeq(result);
  ops.addseq(result, 1);
  ops.recipeq(result);
  ops.assign(y, result);
}

export function sigmoidGradient(dx: NdArray, dout: NdArray, y: NdArray): void {
  const result = scratchLike(y);
  ops.neg(result, y);
  ops.addseq(result, 1);
  ops.muleq(result, y);
  ops.muleq(result, dout);
  ops.assign(dx, result);
}

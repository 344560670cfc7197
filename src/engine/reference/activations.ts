import ops from 'ndarray-ops';
import type { NdArray } from '../../array.js';

export function relu(y: NdArray, x: NdArray): void {
  ops.maxs(y, x, 0);
}

export function reluGradient(dx: NdArray, dout: NdArray, y: NdArray): void {
  ops.gts(dx, y, 0);
  ops.andeq(dx, dout); // 1 && dout is dout and 0 && dout is 0, even for a dout that is not finite
}

export function sigmoid(y: NdArray, x: NdArray): void {
  ops.neg(y, x);
  ops.expeq(y);
  ops.addseq(y, 1);
  ops.recipeq(y);
}

export function sigmoidGradient(dx: NdArray, dout: NdArray, y: NdArray): void {
  ops.neg(dx, y);
  ops.addseq(dx, 1);
  ops.muleq(dx, y);
  ops.muleq(dx, dout);
}

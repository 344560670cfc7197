import { biasGradient } from './affine';
import { affineHalf, spreadStrips } from './pixel-strip';

// Layer 1 for batches of images, stored as lists of non-zero pixels. A kernel walks the lists image by image: a pixel
// multiplies a row of W, or adds to a row of dW. The two halves of an image, and the rows of W that they multiply, are
// separate, so that each of two threads keeps its half in its cache from step to step.
//
// images: address of a table with the values of the 256 bytes, followed by the list addresses (list.ts). index: address of
// the numbers of N images. Kernels compute the first `width` bytes of each output row, a multiple of 16. Strides are in
// bytes.

/** y = x W + b; y and W have the same stride */
export function affinePixels(
  y: usize,
  index: usize,
  N: usize,
  images: usize,
  W: usize,
  b: usize,
  stride: usize,
  width: usize,
): void {
  affineHalf(y, index, N, images, 0, W, 0, stride, width);
  affineHalf(y, index, N, images, 1, W, b, stride, width);
}

/** y = y + other + b; all rows have the same stride */
export function addHalf(y: usize, other: usize, b: usize, rows: usize, stride: usize, width: usize): void {
  for (let row: usize = 0; row < rows; row++, y += stride, other += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const sum = v128.add<Float>(v128.load(y + at), v128.load(other + at));
      v128.store(y + at, v128.add<Float>(sum, v128.load(b + at)));
    }
  }
}

/**
 * dW = xᵀ dout for halves from … to − 1 of images with `inputs` pixels; db = column sums of dout, unless db is 0. dW and
 * dout have the same stride.
 */
export function parameterGradientsPixels(
  dW: usize,
  db: usize,
  index: usize,
  N: usize,
  images: usize,
  from: usize,
  to: usize,
  inputs: usize,
  dout: usize,
  stride: usize,
  width: usize,
): void {
  if (db) biasGradient(db, dout, N, stride, width);
  for (let half = from; half < to; half++) {
    const first: usize = half == 0 ? 0 : inputs >> 1;
    const last = half == 0 ? inputs >> 1 : inputs;
    if (width == stride) memory.fill(dW + first * stride, 0, (last - first) * stride);
    else for (let i = first; i < last; i++) memory.fill(dW + i * stride, 0, width);
    spreadStrips(dW, index, N, images, half, dout, stride, width);
  }
}

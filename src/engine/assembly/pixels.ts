import { biasGradient } from './affine';
import { affineHalf, spreadStrips } from './pixel-strip';

// Layer 1 of a batch of images, which are lists of their pixels that are not zero. Both directions walk the lists image by
// image: every pixel multiplies a row of W, or adds to a row of dW. The two halves of an image, and the rows of W that they
// multiply, are kept apart: each is a thread's own where there are two, and stays in its cache from step to step.
//
// images: a table of what each of the 256 bytes stands for; behind it, where each list starts, and where the last one ends
// (list.ts). index: the numbers of N images. Kernels compute `width` bytes of each row of their output, a multiple of 16.
// Strides are bytes from row to row.

/** y = x W + b; y, W: the same stride */
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

/** y = y + other + b, for rows of the same stride. */
export function addHalf(y: usize, other: usize, b: usize, rows: usize, stride: usize, width: usize): void {
  for (let row: usize = 0; row < rows; row++, y += stride, other += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const sum = v128.add<Float>(v128.load(y + at), v128.load(other + at));
      v128.store(y + at, v128.add<Float>(sum, v128.load(b + at)));
    }
  }
}

/**
 * dW = xᵀ dout for the pixels of halves `from` to `to` − 1 of images of `inputs` pixels, and db = Σ dout over the batch if
 * there is db; dW, dout: the same stride
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

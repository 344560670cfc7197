import { PIXEL_BYTES } from './list';

// Layer 1 of a batch of images, which are lists of their pixels that are not zero. Both directions walk the lists image by
// image: every pixel multiplies a row of W, or adds to a row of dW.
//
// images: a table of what each of the 256 bytes stands for; behind it, where each image's list starts, and where the last
// one ends (list.ts). index: the numbers of N images. Kernels compute `width` bytes of each row of their output, a multiple
// of 16. Strides are bytes from row to row.

/** Where `starts` begins behind the table of the images' values. */
export const STARTS_AT: usize = 256 * sizeof<Float>();

/** y = x W + b */
export function affinePixels(
  y: usize,
  index: usize,
  N: usize,
  images: usize,
  W: usize,
  b: usize,
  yStride: usize,
  WStride: usize,
  width: usize,
): void {
  fetch(y, index, N, images);
  for (let at: usize = 0; at < width; ) {
    const n = stripVectors(width - at);
    if (n == 7) Strip.affine(7, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else if (n == 6) Strip.affine(6, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else if (n == 5) Strip.affine(5, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else if (n == 4) Strip.affine(4, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else if (n == 3) Strip.affine(3, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else if (n == 2) Strip.affine(2, y + at, index, N, images, W + at, b + at, yStride, WStride);
    else Strip.affine(1, y + at, index, N, images, W + at, b + at, yStride, WStride);
    at += n << 4;
  }
}

/** dW = xᵀ dout, for `inputs` rows of dW */
export function weightGradientPixels(
  dW: usize,
  index: usize,
  N: usize,
  images: usize,
  dout: usize,
  inputs: usize,
  dWStride: usize,
  doutStride: usize,
  width: usize,
): void {
  for (let i: usize = 0; i < inputs; i++) memory.fill(dW + i * dWStride, 0, width);
  for (let at: usize = 0; at < width; ) {
    const n = stripVectors(width - at);
    if (n == 7) Strip.gradient(7, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else if (n == 6) Strip.gradient(6, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else if (n == 5) Strip.gradient(5, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else if (n == 4) Strip.gradient(4, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else if (n == 3) Strip.gradient(3, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else if (n == 2) Strip.gradient(2, dW + at, index, N, images, dout + at, dWStride, doutStride);
    else Strip.gradient(1, dW + at, index, N, images, dout + at, dWStride, doutStride);
    at += n << 4;
  }
}

/**
 * How many vectors of a row to compute at once, of so many bytes that are left: at most seven, as V8 keeps the sums of
 * seven in registers, and strips of the same width where there is more than one.
 */
function stripVectors(left: usize): usize {
  const vectors = left >> 4;
  const strips = (vectors + 6) / 7;
  return (vectors + strips - 1) / strips;
}

const CACHE_LINE: usize = 64;

/**
 * Reads one word of every cache line of the images' lists. They lie all over the memory; asked for together, they are
 * waited for together. `unused` takes what was read, or it would not be.
 */
function fetch(unused: usize, index: usize, N: usize, images: usize): void {
  let sum: u32 = 0;
  for (const end = index + (N << 2); index < end; index += 4) {
    const last = listEnd(images, index);
    for (let at = listStart(images, index); at < last; at += CACHE_LINE) sum += load<u32>(at);
  }
  store<u32>(unused, sum);
}

/** Where the list of the image begins whose number is at `index`. */
export function listStart(images: usize, index: usize): usize {
  return load<u32>(images + STARTS_AT + ((<usize>load<u32>(index)) << 2));
}

/** Where it ends. */
export function listEnd(images: usize, index: usize): usize {
  return load<u32>(images + STARTS_AT + ((<usize>load<u32>(index)) << 2), 4);
}

/** The value of a pixel in every lane. */
function factor(images: usize, pixel: usize): v128 {
  return v128.load_splat<Float>(images + <usize>load<u8>(pixel) * sizeof<Float>());
}

/** The row of a pixel in a matrix. */
function pixelRow(matrix: usize, pixel: usize, stride: usize): usize {
  return matrix + <usize>(load<u32>(pixel) >> 8) * stride;
}

/** For n vectors of each row: inlined with a literal n of 1 … 7, so that nothing is decided at run time. */
class Strip {
  @inline
  static affine(
    n: i32,
    y: usize,
    index: usize,
    N: usize,
    images: usize,
    W: usize,
    b: usize,
    yStride: usize,
    WStride: usize,
  ): void {
    for (const end = index + (N << 2); index < end; index += 4, y += yStride) {
      let s0 = v128.splat<Float>(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      const last = listEnd(images, index);
      for (let pixel = listStart(images, index); pixel < last; pixel += PIXEL_BYTES) {
        const x = factor(images, pixel);
        const w = pixelRow(W, pixel, WStride);
        s0 = v128.add<Float>(s0, v128.mul<Float>(x, v128.load(w, 0)));
        if (n > 1) s1 = v128.add<Float>(s1, v128.mul<Float>(x, v128.load(w, 16)));
        if (n > 2) s2 = v128.add<Float>(s2, v128.mul<Float>(x, v128.load(w, 32)));
        if (n > 3) s3 = v128.add<Float>(s3, v128.mul<Float>(x, v128.load(w, 48)));
        if (n > 4) s4 = v128.add<Float>(s4, v128.mul<Float>(x, v128.load(w, 64)));
        if (n > 5) s5 = v128.add<Float>(s5, v128.mul<Float>(x, v128.load(w, 80)));
        if (n > 6) s6 = v128.add<Float>(s6, v128.mul<Float>(x, v128.load(w, 96)));
      }
      v128.store(y, v128.add<Float>(s0, v128.load(b, 0)), 0);
      if (n > 1) v128.store(y, v128.add<Float>(s1, v128.load(b, 16)), 16);
      if (n > 2) v128.store(y, v128.add<Float>(s2, v128.load(b, 32)), 32);
      if (n > 3) v128.store(y, v128.add<Float>(s3, v128.load(b, 48)), 48);
      if (n > 4) v128.store(y, v128.add<Float>(s4, v128.load(b, 64)), 64);
      if (n > 5) v128.store(y, v128.add<Float>(s5, v128.load(b, 80)), 80);
      if (n > 6) v128.store(y, v128.add<Float>(s6, v128.load(b, 96)), 96);
    }
  }

  @inline
  static gradient(
    n: i32,
    dW: usize,
    index: usize,
    N: usize,
    images: usize,
    dout: usize,
    dWStride: usize,
    doutStride: usize,
  ): void {
    for (const end = index + (N << 2); index < end; index += 4, dout += doutStride) {
      const d0 = v128.load(dout, 0);
      const d1 = n > 1 ? v128.load(dout, 16) : d0;
      const d2 = n > 2 ? v128.load(dout, 32) : d0;
      const d3 = n > 3 ? v128.load(dout, 48) : d0;
      const d4 = n > 4 ? v128.load(dout, 64) : d0;
      const d5 = n > 5 ? v128.load(dout, 80) : d0;
      const d6 = n > 6 ? v128.load(dout, 96) : d0;
      const last = listEnd(images, index);
      for (let pixel = listStart(images, index); pixel < last; pixel += PIXEL_BYTES) {
        const x = factor(images, pixel);
        const row = pixelRow(dW, pixel, dWStride);
        v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, d0)), 0);
        if (n > 1) v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, d1)), 16);
        if (n > 2) v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, d2)), 32);
        if (n > 3) v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, d3)), 48);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 64), v128.mul<Float>(x, d4)), 64);
        if (n > 5) v128.store(row, v128.add<Float>(v128.load(row, 80), v128.mul<Float>(x, d5)), 80);
        if (n > 6) v128.store(row, v128.add<Float>(v128.load(row, 96), v128.mul<Float>(x, d6)), 96);
      }
    }
  }
}

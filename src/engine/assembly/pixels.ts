import { biasGradient } from './affine';
import { PIXEL_BYTES } from './list';

// Layer 1 of a batch of images, which are lists of their pixels that are not zero. Both directions walk the lists image by
// image: every pixel multiplies a row of W, or adds to a row of dW. The two halves of an image, and the rows of W that they
// multiply, are kept apart: each is a thread's own where there are two, and stays in its cache from step to step.
//
// images: a table of what each of the 256 bytes stands for; behind it, where each list starts, and where the last one ends
// (list.ts). index: the numbers of N images. Kernels compute `width` bytes of each row of their output, a multiple of 16.
// Strides are bytes from row to row.

/** Where `starts` begins behind the table of the images' values. */
export const STARTS_AT: usize = 256 * sizeof<Float>();

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

/** The half of x W for the pixels of one half of the images: y = it, or if there is b, y = y + it + b. */
export function affineHalf(
  y: usize,
  index: usize,
  N: usize,
  images: usize,
  half: usize,
  W: usize,
  b: usize,
  stride: usize,
  width: usize,
): void {
  fetch(index, N, images, half);
  for (let at: usize = 0; at < width; ) {
    const n = stripVectors(width - at);
    const bias = b ? b + at : 0;
    if (n == 7) Strip.affine(7, y + at, index, N, images, half, W + at, bias, stride);
    else if (n == 6) Strip.affine(6, y + at, index, N, images, half, W + at, bias, stride);
    else if (n == 5) Strip.affine(5, y + at, index, N, images, half, W + at, bias, stride);
    else if (n == 4) Strip.affine(4, y + at, index, N, images, half, W + at, bias, stride);
    else if (n == 3) Strip.affine(3, y + at, index, N, images, half, W + at, bias, stride);
    else if (n == 2) Strip.affine(2, y + at, index, N, images, half, W + at, bias, stride);
    else Strip.affine(1, y + at, index, N, images, half, W + at, bias, stride);
    at += n << 4;
  }
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
    const last = half == 0 ? inputs >> 1 : inputs;
    for (let i: usize = half == 0 ? 0 : inputs >> 1; i < last; i++) memory.fill(dW + i * stride, 0, width);
    for (let at: usize = 0; at < width; ) {
      const n = stripVectors(width - at);
      if (n == 7) Strip.gradient(7, dW + at, index, N, images, half, dout + at, stride);
      else if (n == 6) Strip.gradient(6, dW + at, index, N, images, half, dout + at, stride);
      else if (n == 5) Strip.gradient(5, dW + at, index, N, images, half, dout + at, stride);
      else if (n == 4) Strip.gradient(4, dW + at, index, N, images, half, dout + at, stride);
      else if (n == 3) Strip.gradient(3, dW + at, index, N, images, half, dout + at, stride);
      else if (n == 2) Strip.gradient(2, dW + at, index, N, images, half, dout + at, stride);
      else Strip.gradient(1, dW + at, index, N, images, half, dout + at, stride);
      at += n << 4;
    }
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

/** What `fetch` read, or it would not be read. */
let unused: u32 = 0;

/**
 * Reads one word of every cache line of the images' lists. They lie all over the memory; asked for together, they are
 * waited for together.
 */
function fetch(index: usize, N: usize, images: usize, half: usize): void {
  for (const end = index + (N << 2); index < end; index += 4) {
    const list = listOf(images, index, half);
    const last = listEnd(list);
    for (let at = listStart(list); at < last; at += CACHE_LINE) unused += load<u32>(at);
  }
}

/** The list of one half, 0 or 1, of the image whose number is at `index`. */
export function listOf(images: usize, index: usize, half: usize): usize {
  return images + STARTS_AT + ((((<usize>load<u32>(index)) << 1) + half) << 2);
}

export function listStart(list: usize): usize {
  return load<u32>(list);
}

export function listEnd(list: usize): usize {
  return load<u32>(list, 4);
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
    half: usize,
    W: usize,
    b: usize,
    stride: usize,
  ): void {
    for (const end = index + (N << 2); index < end; index += 4, y += stride) {
      let s0 = v128.splat<Float>(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      const list = listOf(images, index, half);
      const last = listEnd(list);
      for (let pixel = listStart(list); pixel < last; pixel += PIXEL_BYTES) {
        const x = factor(images, pixel);
        const w = pixelRow(W, pixel, stride);
        s0 = v128.add<Float>(s0, v128.mul<Float>(x, v128.load(w, 0)));
        if (n > 1) s1 = v128.add<Float>(s1, v128.mul<Float>(x, v128.load(w, 16)));
        if (n > 2) s2 = v128.add<Float>(s2, v128.mul<Float>(x, v128.load(w, 32)));
        if (n > 3) s3 = v128.add<Float>(s3, v128.mul<Float>(x, v128.load(w, 48)));
        if (n > 4) s4 = v128.add<Float>(s4, v128.mul<Float>(x, v128.load(w, 64)));
        if (n > 5) s5 = v128.add<Float>(s5, v128.mul<Float>(x, v128.load(w, 80)));
        if (n > 6) s6 = v128.add<Float>(s6, v128.mul<Float>(x, v128.load(w, 96)));
      }
      Strip.store(y, b, s0, 0);
      if (n > 1) Strip.store(y, b, s1, 16);
      if (n > 2) Strip.store(y, b, s2, 32);
      if (n > 3) Strip.store(y, b, s3, 48);
      if (n > 4) Strip.store(y, b, s4, 64);
      if (n > 5) Strip.store(y, b, s5, 80);
      if (n > 6) Strip.store(y, b, s6, 96);
    }
  }

  @inline
  static store(y: usize, b: usize, sum: v128, at: usize): void {
    if (b) sum = v128.add<Float>(v128.add<Float>(v128.load(y + at), sum), v128.load(b + at));
    v128.store(y + at, sum);
  }

  @inline
  static gradient(
    n: i32,
    dW: usize,
    index: usize,
    N: usize,
    images: usize,
    half: usize,
    dout: usize,
    stride: usize,
  ): void {
    for (const end = index + (N << 2); index < end; index += 4, dout += stride) {
      const d0 = v128.load(dout, 0);
      const d1 = n > 1 ? v128.load(dout, 16) : d0;
      const d2 = n > 2 ? v128.load(dout, 32) : d0;
      const d3 = n > 3 ? v128.load(dout, 48) : d0;
      const d4 = n > 4 ? v128.load(dout, 64) : d0;
      const d5 = n > 5 ? v128.load(dout, 80) : d0;
      const d6 = n > 6 ? v128.load(dout, 96) : d0;
      const list = listOf(images, index, half);
      const last = listEnd(list);
      for (let pixel = listStart(list); pixel < last; pixel += PIXEL_BYTES) {
        const x = factor(images, pixel);
        const row = pixelRow(dW, pixel, stride);
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

import { factor, fetchLists, listEnd, listOf, listStart, PIXEL_BYTES, pixelRow } from './list';
import { MOST_VECTORS, sumStrip } from './sum-strip';

// Layer 1 divides the rows of W into strips of vectors and walks the pixels of an image once per strip.

/** Number of vectors in the next strip: as few strips as possible, of about the same size. left: remaining bytes of a row. */
function stripVectors(left: usize): usize {
  const vectors = left >> 4;
  const strips = (vectors + MOST_VECTORS - 1) / MOST_VECTORS;
  return (vectors + strips - 1) / strips;
}

/** Half of x W, over the pixels of one half of N images: y = Σ pixel · its row of W. With b, y = y + sum + b. */
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
  fetchLists(index, N, images, half);
  for (let at: usize = 0; at < width; ) {
    const n = stripVectors(width - at);
    const bias = b ? b + at : 0;
    let row = y + at;
    for (let image = index; image < index + (N << 2); image += 4, row += stride) {
      const list = listOf(images, image, half);
      sumStrip(<i32>n, listStart(list), listEnd(list), images, W + at, stride, row, bias);
    }
    at += n << 4;
  }
}

/** dW = dW + pixel · dout over the pixels of one half of N images. */
export function spreadStrips(
  dW: usize,
  index: usize,
  N: usize,
  images: usize,
  half: usize,
  dout: usize,
  stride: usize,
  width: usize,
): void {
  for (let at: usize = 0; at < width; ) {
    const n = stripVectors(width - at);
    if (n == 13) Strip.spread(13, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 12) Strip.spread(12, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 11) Strip.spread(11, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 10) Strip.spread(10, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 9) Strip.spread(9, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 8) Strip.spread(8, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 7) Strip.spread(7, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 6) Strip.spread(6, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 5) Strip.spread(5, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 4) Strip.spread(4, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 3) Strip.spread(3, dW + at, index, N, images, half, dout + at, stride);
    else if (n == 2) Strip.spread(2, dW + at, index, N, images, half, dout + at, stride);
    else Strip.spread(1, dW + at, index, N, images, half, dout + at, stride);
    at += n << 4;
  }
}

/** Inlined with a literal n of 1 … 13, so that the branches disappear at compile time. */
class Strip {
  @inline
  static spread(
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
      const list = listOf(images, index, half);
      const last = listEnd(list);
      const d0 = v128.load(dout, 0);
      const d1 = n > 1 ? v128.load(dout, 16) : d0;
      const d2 = n > 2 ? v128.load(dout, 32) : d0;
      const d3 = n > 3 ? v128.load(dout, 48) : d0;
      const d4 = n > 4 ? v128.load(dout, 64) : d0;
      const d5 = n > 5 ? v128.load(dout, 80) : d0;
      const d6 = n > 6 ? v128.load(dout, 96) : d0;
      const d7 = n > 7 ? v128.load(dout, 112) : d0;
      const d8 = n > 8 ? v128.load(dout, 128) : d0;
      const d9 = n > 9 ? v128.load(dout, 144) : d0;
      const d10 = n > 10 ? v128.load(dout, 160) : d0;
      const d11 = n > 11 ? v128.load(dout, 176) : d0;
      const d12 = n > 12 ? v128.load(dout, 192) : d0;
      for (let pixel = listStart(list); pixel < last; pixel += PIXEL_BYTES) {
        const entry = load<u32>(pixel);
        const x = factor(images, entry);
        const row = pixelRow(dW, entry, stride);
        v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, d0)), 0);
        if (n > 1) v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, d1)), 16);
        if (n > 2) v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, d2)), 32);
        if (n > 3) v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, d3)), 48);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 64), v128.mul<Float>(x, d4)), 64);
        if (n > 5) v128.store(row, v128.add<Float>(v128.load(row, 80), v128.mul<Float>(x, d5)), 80);
        if (n > 6) v128.store(row, v128.add<Float>(v128.load(row, 96), v128.mul<Float>(x, d6)), 96);
        if (n > 7) v128.store(row, v128.add<Float>(v128.load(row, 112), v128.mul<Float>(x, d7)), 112);
        if (n > 8) v128.store(row, v128.add<Float>(v128.load(row, 128), v128.mul<Float>(x, d8)), 128);
        if (n > 9) v128.store(row, v128.add<Float>(v128.load(row, 144), v128.mul<Float>(x, d9)), 144);
        if (n > 10) v128.store(row, v128.add<Float>(v128.load(row, 160), v128.mul<Float>(x, d10)), 160);
        if (n > 11) v128.store(row, v128.add<Float>(v128.load(row, 176), v128.mul<Float>(x, d11)), 176);
        if (n > 12) v128.store(row, v128.add<Float>(v128.load(row, 192), v128.mul<Float>(x, d12)), 192);
      }
    }
  }
}

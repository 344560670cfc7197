import { factor, PIXEL_BYTES, pixelRow } from './list';

/** The most vectors of a row that are summed at once. V8 has registers for thirteen sums, a factor and a product. */
export const MOST_VECTORS = 13;

/**
 * y = Σ pixel · its row of W for n vectors of a row, over the pixels from `pixel` to `end`. With b, y = y + sum + b.
 *
 * There is one function for each n, because V8 unrolls inner loops, and spills sums that a branch assigns: 105 instead of
 * 62 µs for 100 images and 50 units. They are exported because the compiler inlines functions with a single caller. Only
 * the first five arguments are in registers, so y and b come last.
 */
export function sumStrip(
  n: i32,
  pixel: usize,
  end: usize,
  images: usize,
  W: usize,
  stride: usize,
  y: usize,
  b: usize,
): void {
  switch (n) {
    case 1:
      return sum1(pixel, end, images, W, stride, y, b);
    case 2:
      return sum2(pixel, end, images, W, stride, y, b);
    case 3:
      return sum3(pixel, end, images, W, stride, y, b);
    case 4:
      return sum4(pixel, end, images, W, stride, y, b);
    case 5:
      return sum5(pixel, end, images, W, stride, y, b);
    case 6:
      return sum6(pixel, end, images, W, stride, y, b);
    case 7:
      return sum7(pixel, end, images, W, stride, y, b);
    case 8:
      return sum8(pixel, end, images, W, stride, y, b);
    case 9:
      return sum9(pixel, end, images, W, stride, y, b);
    case 10:
      return sum10(pixel, end, images, W, stride, y, b);
    case 11:
      return sum11(pixel, end, images, W, stride, y, b);
    case 12:
      return sum12(pixel, end, images, W, stride, y, b);
    case 13:
      return sum13(pixel, end, images, W, stride, y, b);
  }
}

export function sum1(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(1, pixel, end, images, W, stride, y, b);
}

export function sum2(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(2, pixel, end, images, W, stride, y, b);
}

export function sum3(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(3, pixel, end, images, W, stride, y, b);
}

export function sum4(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(4, pixel, end, images, W, stride, y, b);
}

export function sum5(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(5, pixel, end, images, W, stride, y, b);
}

export function sum6(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(6, pixel, end, images, W, stride, y, b);
}

export function sum7(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(7, pixel, end, images, W, stride, y, b);
}

export function sum8(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(8, pixel, end, images, W, stride, y, b);
}

export function sum9(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(9, pixel, end, images, W, stride, y, b);
}

export function sum10(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(10, pixel, end, images, W, stride, y, b);
}

export function sum11(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(11, pixel, end, images, W, stride, y, b);
}

export function sum12(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(12, pixel, end, images, W, stride, y, b);
}

export function sum13(pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
  Sums.strip(13, pixel, end, images, W, stride, y, b);
}

class Sums {
  /** Inlined with a literal n, so that the branches disappear at compile time. */
  @inline
  static strip(n: i32, pixel: usize, end: usize, images: usize, W: usize, stride: usize, y: usize, b: usize): void {
    let s0 = v128.splat<Float>(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    let s8 = s0;
    let s9 = s0;
    let s10 = s0;
    let s11 = s0;
    let s12 = s0;
    for (; pixel < end; pixel += PIXEL_BYTES) {
      const entry = load<u32>(pixel);
      const x = factor(images, entry);
      const w = pixelRow(W, entry, stride);
      s0 = v128.add<Float>(s0, v128.mul<Float>(x, v128.load(w, 0)));
      if (n > 1) s1 = v128.add<Float>(s1, v128.mul<Float>(x, v128.load(w, 16)));
      if (n > 2) s2 = v128.add<Float>(s2, v128.mul<Float>(x, v128.load(w, 32)));
      if (n > 3) s3 = v128.add<Float>(s3, v128.mul<Float>(x, v128.load(w, 48)));
      if (n > 4) s4 = v128.add<Float>(s4, v128.mul<Float>(x, v128.load(w, 64)));
      if (n > 5) s5 = v128.add<Float>(s5, v128.mul<Float>(x, v128.load(w, 80)));
      if (n > 6) s6 = v128.add<Float>(s6, v128.mul<Float>(x, v128.load(w, 96)));
      if (n > 7) s7 = v128.add<Float>(s7, v128.mul<Float>(x, v128.load(w, 112)));
      if (n > 8) s8 = v128.add<Float>(s8, v128.mul<Float>(x, v128.load(w, 128)));
      if (n > 9) s9 = v128.add<Float>(s9, v128.mul<Float>(x, v128.load(w, 144)));
      if (n > 10) s10 = v128.add<Float>(s10, v128.mul<Float>(x, v128.load(w, 160)));
      if (n > 11) s11 = v128.add<Float>(s11, v128.mul<Float>(x, v128.load(w, 176)));
      if (n > 12) s12 = v128.add<Float>(s12, v128.mul<Float>(x, v128.load(w, 192)));
    }
    if (b) {
      v128.store(y, Sums.total(y, s0, b, 0), 0);
      if (n > 1) v128.store(y, Sums.total(y, s1, b, 16), 16);
      if (n > 2) v128.store(y, Sums.total(y, s2, b, 32), 32);
      if (n > 3) v128.store(y, Sums.total(y, s3, b, 48), 48);
      if (n > 4) v128.store(y, Sums.total(y, s4, b, 64), 64);
      if (n > 5) v128.store(y, Sums.total(y, s5, b, 80), 80);
      if (n > 6) v128.store(y, Sums.total(y, s6, b, 96), 96);
      if (n > 7) v128.store(y, Sums.total(y, s7, b, 112), 112);
      if (n > 8) v128.store(y, Sums.total(y, s8, b, 128), 128);
      if (n > 9) v128.store(y, Sums.total(y, s9, b, 144), 144);
      if (n > 10) v128.store(y, Sums.total(y, s10, b, 160), 160);
      if (n > 11) v128.store(y, Sums.total(y, s11, b, 176), 176);
      if (n > 12) v128.store(y, Sums.total(y, s12, b, 192), 192);
    } else {
      v128.store(y, s0, 0);
      if (n > 1) v128.store(y, s1, 16);
      if (n > 2) v128.store(y, s2, 32);
      if (n > 3) v128.store(y, s3, 48);
      if (n > 4) v128.store(y, s4, 64);
      if (n > 5) v128.store(y, s5, 80);
      if (n > 6) v128.store(y, s6, 96);
      if (n > 7) v128.store(y, s7, 112);
      if (n > 8) v128.store(y, s8, 128);
      if (n > 9) v128.store(y, s9, 144);
      if (n > 10) v128.store(y, s10, 160);
      if (n > 11) v128.store(y, s11, 176);
      if (n > 12) v128.store(y, s12, 192);
    }
  }

  /** y + sum + b for one vector */
  @inline
  static total(y: usize, sum: v128, b: usize, at: usize): v128 {
    return v128.add<Float>(v128.add<Float>(v128.load(y + at), sum), v128.load(b + at));
  }
}

import { factor, PIXEL_BYTES, pixelRow } from './list';

/**
 * y = Σ pixel · its row of W for thirteen vectors of a row, over the pixels from `pixel` to `end`. With b, y = y + sum + b.
 *
 * V8 has enough registers for thirteen sums, a factor and a product, but only if the function has just this one loop: V8
 * unrolls inner loops, and spills sums that a branch assigns (105 instead of 62 µs for 100 images and 50 units). It is
 * exported because the compiler inlines functions with a single caller. Only the first five arguments are in registers, so y
 * and b come last.
 */
export function sumThirteen(
  pixel: usize,
  end: usize,
  images: usize,
  W: usize,
  stride: usize,
  y: usize,
  b: usize,
): void {
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
    s1 = v128.add<Float>(s1, v128.mul<Float>(x, v128.load(w, 16)));
    s2 = v128.add<Float>(s2, v128.mul<Float>(x, v128.load(w, 32)));
    s3 = v128.add<Float>(s3, v128.mul<Float>(x, v128.load(w, 48)));
    s4 = v128.add<Float>(s4, v128.mul<Float>(x, v128.load(w, 64)));
    s5 = v128.add<Float>(s5, v128.mul<Float>(x, v128.load(w, 80)));
    s6 = v128.add<Float>(s6, v128.mul<Float>(x, v128.load(w, 96)));
    s7 = v128.add<Float>(s7, v128.mul<Float>(x, v128.load(w, 112)));
    s8 = v128.add<Float>(s8, v128.mul<Float>(x, v128.load(w, 128)));
    s9 = v128.add<Float>(s9, v128.mul<Float>(x, v128.load(w, 144)));
    s10 = v128.add<Float>(s10, v128.mul<Float>(x, v128.load(w, 160)));
    s11 = v128.add<Float>(s11, v128.mul<Float>(x, v128.load(w, 176)));
    s12 = v128.add<Float>(s12, v128.mul<Float>(x, v128.load(w, 192)));
  }
  if (b) {
    v128.store(y, total(y, s0, b, 0), 0);
    v128.store(y, total(y, s1, b, 16), 16);
    v128.store(y, total(y, s2, b, 32), 32);
    v128.store(y, total(y, s3, b, 48), 48);
    v128.store(y, total(y, s4, b, 64), 64);
    v128.store(y, total(y, s5, b, 80), 80);
    v128.store(y, total(y, s6, b, 96), 96);
    v128.store(y, total(y, s7, b, 112), 112);
    v128.store(y, total(y, s8, b, 128), 128);
    v128.store(y, total(y, s9, b, 144), 144);
    v128.store(y, total(y, s10, b, 160), 160);
    v128.store(y, total(y, s11, b, 176), 176);
    v128.store(y, total(y, s12, b, 192), 192);
  } else {
    v128.store(y, s0, 0);
    v128.store(y, s1, 16);
    v128.store(y, s2, 32);
    v128.store(y, s3, 48);
    v128.store(y, s4, 64);
    v128.store(y, s5, 80);
    v128.store(y, s6, 96);
    v128.store(y, s7, 112);
    v128.store(y, s8, 128);
    v128.store(y, s9, 144);
    v128.store(y, s10, 160);
    v128.store(y, s11, 176);
    v128.store(y, s12, 192);
  }
}

/** y + sum + b for one vector */
export function total(y: usize, sum: v128, b: usize, at: usize): v128 {
  return v128.add<Float>(v128.add<Float>(v128.load(y + at), sum), v128.load(b + at));
}

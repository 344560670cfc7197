import { expPair } from './exponential';

// Every kernel here computes `width` bytes, a multiple of 16, of each row of arrays with the same stride.

/** y = max(x, 0); NaN stays NaN */
export function relu(y: usize, x: usize, rows: usize, stride: usize, width: usize): void {
  const zero = v128.splat<Float>(0);
  for (let row: usize = 0; row < rows; row++, y += stride, x += stride) {
    for (let at: usize = 0; at < width; at += 16) v128.store(y + at, v128.max<Float>(v128.load(x + at), zero));
  }
}

/** dx = dout where y > 0, else 0 */
export function reluGradient(dx: usize, dout: usize, y: usize, rows: usize, stride: usize, width: usize): void {
  const zero = v128.splat<Float>(0);
  for (let row: usize = 0; row < rows; row++, dx += stride, dout += stride, y += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      v128.store(dx + at, v128.and(v128.load(dout + at), v128.gt<Float>(v128.load(y + at), zero)));
    }
  }
}

/** y = x · m */
export function multiply(y: usize, x: usize, m: usize, rows: usize, stride: usize, width: usize): void {
  for (let row: usize = 0; row < rows; row++, y += stride, x += stride, m += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      v128.store(y + at, v128.mul<Float>(v128.load(x + at), v128.load(m + at)));
    }
  }
}

/** y = 1 / (1 + e^−x), computed in float64. Padding becomes sigmoid(0); nothing reads it. */
export function sigmoid(y: usize, x: usize, rows: usize, stride: usize, width: usize): void {
  for (let row: usize = 0; row < rows; row++, y += stride, x += stride) {
    for (let at: usize = 0; at < width; at += 16) v128.store(y + at, sigmoidVector(v128.load(x + at)));
  }
}

function sigmoidVector(x: v128): v128 {
  if (sizeof<Float>() == 8) return sigmoidPair(x);
  const low = f32x4.demote_f64x2_zero(sigmoidPair(f64x2.promote_low_f32x4(x)));
  const swapped = i64x2.shuffle(x, x, 1, 0);
  const high = f32x4.demote_f64x2_zero(sigmoidPair(f64x2.promote_low_f32x4(swapped)));
  return i64x2.shuffle(low, high, 0, 2);
}

/** The same of two doubles. */
export function sigmoidPair(x: v128): v128 {
  const one = f64x2.splat(1);
  return f64x2.div(one, f64x2.add(one, expPair(f64x2.neg(x))));
}

/** dx = dout (1 − y) y */
export function sigmoidGradient(dx: usize, dout: usize, y: usize, rows: usize, stride: usize, width: usize): void {
  const one = v128.splat<Float>(1);
  for (let row: usize = 0; row < rows; row++, dx += stride, dout += stride, y += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const value = v128.load(y + at);
      const slope = v128.mul<Float>(v128.sub<Float>(one, value), value);
      v128.store(dx + at, v128.mul<Float>(slope, v128.load(dout + at)));
    }
  }
}

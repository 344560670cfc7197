/**
 * y = x m + b for floats, or without b if that is 0: y[r] = Σ_k x[r, k] m[k] + b. Where x[r, k] is zero nothing is added,
 * whatever m[k]. rowStep and innerStep: bytes from x[r, k] to x[r + 1, k] and to x[r, k + 1], so that x may also be a
 * transposed matrix. Blocks of two rows by three vectors: their sums and all they need fit V8's registers.
 */
export function matmul(
  y: usize,
  x: usize,
  m: usize,
  b: usize,
  rows: usize,
  inner: usize,
  yStride: usize,
  rowStep: usize,
  innerStep: usize,
  mStride: usize,
  width: usize,
): void {
  let at: usize = 0;
  for (; at + 3 * 16 <= width; at += 3 * 16) {
    const bias = b ? b + at : 0;
    let r: usize = 0;
    for (; r + 2 <= rows; r += 2) {
      block2x3(y + r * yStride + at, x + r * rowStep, m + at, bias, inner, yStride, rowStep, innerStep, mStride);
    }
    if (r < rows) block1x3(y + r * yStride + at, x + r * rowStep, m + at, bias, inner, innerStep, mStride);
  }
  for (; at < width; at += 16) {
    const bias = b ? b + at : 0;
    for (let r: usize = 0; r < rows; r++) {
      block1x1(y + r * yStride + at, x + r * rowStep, m + at, bias, inner, innerStep, mStride);
    }
  }
}

/** Two rows of three vectors. */
function block2x3(
  y: usize,
  x: usize,
  m: usize,
  b: usize,
  inner: usize,
  yStride: usize,
  rowStep: usize,
  innerStep: usize,
  mStride: usize,
): void {
  const zero = v128.splat<Float>(0);
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  let sum3 = zero;
  let sum4 = zero;
  let sum5 = zero;
  for (let k: usize = 0; k < inner; k++, x += innerStep, m += mStride) {
    const p = v128.load_splat<Float>(x);
    const q = v128.load_splat<Float>(x + rowStep);
    const skipP = v128.eq<Float>(p, zero);
    const skipQ = v128.eq<Float>(q, zero);
    const m0 = v128.load(m, 0);
    sum0 = v128.add<Float>(sum0, v128.andnot(v128.mul<Float>(p, m0), skipP));
    sum3 = v128.add<Float>(sum3, v128.andnot(v128.mul<Float>(q, m0), skipQ));
    const m1 = v128.load(m, 16);
    sum1 = v128.add<Float>(sum1, v128.andnot(v128.mul<Float>(p, m1), skipP));
    sum4 = v128.add<Float>(sum4, v128.andnot(v128.mul<Float>(q, m1), skipQ));
    const m2 = v128.load(m, 32);
    sum2 = v128.add<Float>(sum2, v128.andnot(v128.mul<Float>(p, m2), skipP));
    sum5 = v128.add<Float>(sum5, v128.andnot(v128.mul<Float>(q, m2), skipQ));
  }
  storeSum(y, sum0, b);
  storeSum(y + 16, sum1, b ? b + 16 : 0);
  storeSum(y + 32, sum2, b ? b + 32 : 0);
  storeSum(y + yStride, sum3, b);
  storeSum(y + yStride + 16, sum4, b ? b + 16 : 0);
  storeSum(y + yStride + 32, sum5, b ? b + 32 : 0);
}

/** One row of three vectors. */
function block1x3(y: usize, x: usize, m: usize, b: usize, inner: usize, innerStep: usize, mStride: usize): void {
  const zero = v128.splat<Float>(0);
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  for (let k: usize = 0; k < inner; k++, x += innerStep, m += mStride) {
    const p = v128.load_splat<Float>(x);
    const skip = v128.eq<Float>(p, zero);
    sum0 = v128.add<Float>(sum0, v128.andnot(v128.mul<Float>(p, v128.load(m, 0)), skip));
    sum1 = v128.add<Float>(sum1, v128.andnot(v128.mul<Float>(p, v128.load(m, 16)), skip));
    sum2 = v128.add<Float>(sum2, v128.andnot(v128.mul<Float>(p, v128.load(m, 32)), skip));
  }
  storeSum(y, sum0, b);
  storeSum(y + 16, sum1, b ? b + 16 : 0);
  storeSum(y + 32, sum2, b ? b + 32 : 0);
}

/** One row of one vector. */
function block1x1(y: usize, x: usize, m: usize, b: usize, inner: usize, innerStep: usize, mStride: usize): void {
  const zero = v128.splat<Float>(0);
  let sum = zero;
  for (let k: usize = 0; k < inner; k++, x += innerStep, m += mStride) {
    const p = v128.load_splat<Float>(x);
    sum = v128.add<Float>(sum, v128.andnot(v128.mul<Float>(p, v128.load(m)), v128.eq<Float>(p, zero)));
  }
  storeSum(y, sum, b);
}

function storeSum(y: usize, sum: v128, b: usize): void {
  v128.store(y, b ? v128.add<Float>(sum, v128.load(b)) : sum);
}

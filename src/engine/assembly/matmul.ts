/** Bytes of a row that are computed together. */
const STRIP: usize = 3 * 16;

/** With fewer rows, skipping zeros takes less time than looking at all of m. */
const FEWEST_ROWS: usize = 8;

/**
 * y = x m + b, or x m if b is 0: y[r] = Σ_k x[r, k] m[k] + b. Zeros of x are skipped, even if m[k] is not finite. rowStep
 * and innerStep are the bytes from x[r, k] to x[r + 1, k] and to x[r, k + 1], so x may be a transposed matrix. Works on
 * blocks of two rows by three vectors, whose sums and operands fit into V8's registers.
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
  for (; at + STRIP <= width; at += STRIP) {
    const bias = b ? b + at : 0;
    let r: usize = 0;
    if (rows >= FEWEST_ROWS && isStripFinite(m + at, inner, mStride)) {
      const end = m + at + inner * mStride;
      for (; r + 2 <= rows; r += 2)
        multiplyFinite(x + r * rowStep, m + at, end, rowStep, mStride, innerStep, y + r * yStride + at, yStride, bias);
    }
    for (; r + 2 <= rows; r += 2) {
      Block.multiply(
        2,
        3,
        y + r * yStride + at,
        x + r * rowStep,
        m + at,
        bias,
        inner,
        yStride,
        rowStep,
        innerStep,
        mStride,
      );
    }
    if (r < rows)
      Block.multiply(1, 3, y + r * yStride + at, x + r * rowStep, m + at, bias, inner, 0, 0, innerStep, mStride);
  }
  for (; at < width; at += 16) {
    const bias = b ? b + at : 0;
    for (let r: usize = 0; r < rows; r++) {
      Block.multiply(1, 1, y + r * yStride + at, x + r * rowStep, m + at, bias, inner, 0, 0, innerStep, mStride);
    }
  }
}

/** Whether a strip of m has neither NaN nor infinities: only for finite x, x − x is 0. */
function isStripFinite(m: usize, inner: usize, mStride: usize): bool {
  let differences = v128.splat<Float>(0);
  for (let i: usize = 0; i < inner; i++, m += mStride) {
    differences = v128.or(differences, difference(v128.load(m, 0)));
    differences = v128.or(differences, difference(v128.load(m, 16)));
    differences = v128.or(differences, difference(v128.load(m, 32)));
  }
  return !v128.any_true(differences);
}

function difference(x: v128): v128 {
  return v128.sub<Float>(x, x);
}

/**
 * A block of two rows by three vectors, for a finite m: a product with zero does not change a sum. A function of its own
 * for the reason in sum-strip.ts; 100×50 by 50×10 takes 2.7 instead of 3.4 µs.
 */
export function multiplyFinite(
  x: usize,
  m: usize,
  end: usize,
  rowStep: usize,
  mStride: usize,
  innerStep: usize,
  y: usize,
  yStride: usize,
  b: usize,
): void {
  let sum0 = v128.splat<Float>(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let sum4 = sum0;
  let sum5 = sum0;
  for (; m < end; x += innerStep, m += mStride) {
    const p = v128.load_splat<Float>(x);
    const q = v128.load_splat<Float>(x + rowStep);
    const m0 = v128.load(m, 0);
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(p, m0));
    sum3 = v128.add<Float>(sum3, v128.mul<Float>(q, m0));
    const m1 = v128.load(m, 16);
    sum1 = v128.add<Float>(sum1, v128.mul<Float>(p, m1));
    sum4 = v128.add<Float>(sum4, v128.mul<Float>(q, m1));
    const m2 = v128.load(m, 32);
    sum2 = v128.add<Float>(sum2, v128.mul<Float>(p, m2));
    sum5 = v128.add<Float>(sum5, v128.mul<Float>(q, m2));
  }
  Block.store(3, y, b, sum0, sum1, sum2);
  Block.store(3, y + yStride, b, sum3, sum4, sum5);
}

class Block {
  /** n rows by k vectors. Inlined with literal n and k: 2×3, 1×3 or 1×1. */
  @inline
  static multiply(
    n: i32,
    k: i32,
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
    for (let i: usize = 0; i < inner; i++, x += innerStep, m += mStride) {
      const p = v128.load_splat<Float>(x);
      const q = n > 1 ? v128.load_splat<Float>(x + rowStep) : zero;
      const skipP = v128.eq<Float>(p, zero);
      const skipQ = n > 1 ? v128.eq<Float>(q, zero) : zero;
      const m0 = v128.load(m, 0);
      sum0 = Block.add(sum0, p, m0, skipP);
      if (n > 1) sum3 = Block.add(sum3, q, m0, skipQ);
      if (k > 1) {
        const m1 = v128.load(m, 16);
        sum1 = Block.add(sum1, p, m1, skipP);
        if (n > 1) sum4 = Block.add(sum4, q, m1, skipQ);
        const m2 = v128.load(m, 32);
        sum2 = Block.add(sum2, p, m2, skipP);
        if (n > 1) sum5 = Block.add(sum5, q, m2, skipQ);
      }
    }
    Block.store(k, y, b, sum0, sum1, sum2);
    if (n > 1) Block.store(k, y + yStride, b, sum3, sum4, sum5);
  }

  /** sum + x · m, or sum if x is zero. */
  @inline
  static add(sum: v128, x: v128, m: v128, skip: v128): v128 {
    return v128.add<Float>(sum, v128.andnot(v128.mul<Float>(x, m), skip));
  }

  /** Stores k sums, plus the bias if there is one. */
  @inline
  static store(k: i32, y: usize, b: usize, sum0: v128, sum1: v128, sum2: v128): void {
    v128.store(y, b ? v128.add<Float>(sum0, v128.load(b, 0)) : sum0, 0);
    if (k > 1) v128.store(y, b ? v128.add<Float>(sum1, v128.load(b, 16)) : sum1, 16);
    if (k > 1) v128.store(y, b ? v128.add<Float>(sum2, v128.load(b, 32)) : sum2, 32);
  }
}

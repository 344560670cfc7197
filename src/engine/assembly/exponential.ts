// e^x = 2^k e^r with k = round(x / ln 2) and |r| ≤ ln 2 / 2. e^r is a Taylor series whose first omitted term is below
// 2^-57. ln 2 is split into two parts; k times the first part is exact.
const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const OVERFLOW: f64 = 709.782712893384;
const UNDERFLOW: f64 = -745.1332191019412;

/** e^x for two doubles, within 1 ulp; 0 or Infinity if out of range, NaN for NaN. */
export function expPair(x: v128): v128 {
  const k = exponent(x);
  // 1 + (e^r − 1): the small part is added last.
  let p = f64x2.add(f64x2.splat(1), remainder(x, k));
  // 2^k as a product of two powers, because one may overflow or underflow.
  const whole = i32x4.trunc_sat_f64x2_s_zero(k);
  const half = i32x4.shr_s(whole, 1);
  p = f64x2.mul(f64x2.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
  p = v128.bitselect(f64x2.splat(Infinity), p, f64x2.gt(x, f64x2.splat(OVERFLOW)));
  p = v128.andnot(p, f64x2.lt(x, f64x2.splat(UNDERFLOW)));
  return v128.bitselect(x, p, f64x2.ne(x, x));
}

/** Beyond this, e^x − 1 rounds to −1 or to e^x. */
const FAR: f64 = 50;

/** e^x − 1 for two doubles, within 2 ulp, as (e^r − 1) 2^k + (2^k − 1). x above 50 gives e^50 − 1. */
export function expMinus1Pair(x: v128): v128 {
  const near = f64x2.max(f64x2.min(x, f64x2.splat(FAR)), f64x2.splat(-FAR));
  const k = exponent(near);
  const power = powerOfTwo(i32x4.trunc_sat_f64x2_s_zero(k));
  return f64x2.add(f64x2.mul(remainder(near, k), power), f64x2.sub(power, f64x2.splat(1)));
}

/** k in x = k ln 2 + r */
function exponent(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, f64x2.splat(LOG2_E)));
}

/** e^r − 1 = r + r² p(r) with a polynomial p */
function remainder(x: v128, k: v128): v128 {
  const near = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const r = f64x2.sub(near, f64x2.mul(k, f64x2.splat(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = cubic(r, r2, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0);
  const middle = cubic(r, r2, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 362880.0);
  const high = cubic(r, r2, 1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0);
  const p = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  return f64x2.add(r, f64x2.mul(r2, p));
}

/** a + b r + c r² + d r³ by Estrin's scheme. In Horner's, each product waits for the one before. */
function cubic(r: v128, r2: v128, a: f64, b: f64, c: f64, d: f64): v128 {
  const low = f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
  const high = f64x2.add(f64x2.splat(c), f64x2.mul(f64x2.splat(d), r));
  return f64x2.add(low, f64x2.mul(high, r2));
}

export function exp(x: f64): f64 {
  return f64x2.extract_lane(expPair(f64x2.splat(x)), 0);
}

/** 2^k for the two lower integers; k in -1022 … 1023. */
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(i64x2.extend_low_i32x4_s(k), i64x2.splat(1023)), 52);
}

import { expPair } from './exponential';
import { log } from './logarithm';

/** Up to this, e^u − 1 and ln(1 + w) use the first terms of their series; the omitted terms are below rounding. */
export const SMALL: f64 = 1.0 / 2048.0;
/** Beyond this, the formulas for changes lose digits (a probability may fall from 1 to e^−40), so values are recomputed. */
export const LARGE: f64 = 1;

/** Whether |x| exceeds the limit in either lane. */
export function isBeyond(pair: v128, limit: f64): bool {
  return v128.any_true(f64x2.gt(f64x2.abs(pair), f64x2.splat(limit)));
}

/** e^u − 1 */
export function expMinus1(u: v128): v128 {
  const one = f64x2.splat(1);
  if (v128.any_true(f64x2.gt(f64x2.abs(u), f64x2.splat(SMALL)))) return f64x2.sub(expPair(u), one);
  let p = f64x2.add(f64x2.mul(u, f64x2.splat(1.0 / 24.0)), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(u, p), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(u, p), one);
  return f64x2.mul(u, p);
}

/** ln(1 + w); for large w, corrects ln of the rounded 1 + w. */
export function logPlus1(w: v128): v128 {
  if (v128.any_true(f64x2.gt(f64x2.abs(w), f64x2.splat(SMALL)))) {
    const low = f64x2.splat(scalarLogPlus1(f64x2.extract_lane(w, 0)));
    return f64x2.replace_lane(low, 1, scalarLogPlus1(f64x2.extract_lane(w, 1)));
  }
  let p = f64x2.sub(f64x2.splat(0.25), f64x2.mul(w, f64x2.splat(0.2)));
  p = f64x2.sub(f64x2.splat(1.0 / 3.0), f64x2.mul(w, p));
  p = f64x2.sub(f64x2.splat(0.5), f64x2.mul(w, p));
  return f64x2.mul(w, f64x2.sub(f64x2.splat(1), f64x2.mul(w, p)));
}

function scalarLogPlus1(w: f64): f64 {
  const sum = 1 + w;
  return sum == 1 ? w : (log(sum) * w) / (sum - 1);
}

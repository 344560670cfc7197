import { expPair } from './exponential';
import { log } from './logarithm';

/** Up to here e^u − 1 and ln(1 + w) take the first terms of their series: what is left out is below one rounding. */
export const SMALL: f64 = 1.0 / 2048.0;
/** Beyond this the formulas for changes cancel (a probability falls from 1 to e^−40), and values are computed anew. */
export const LARGE: f64 = 1;

/** Whether one of a pair is further than a limit from 0. */
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

/** ln(1 + w); where w is not small, of 1 + w as rounded, mended by what rounding lost. */
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

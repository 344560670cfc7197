/** The sum of `count` doubles, in order. */
export function sum(at: usize, count: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < count; i++) sum += load<f64>(at + (i << 3));
  return sum;
}

/** Two adjacent floats as doubles. If only one is left in the row, the second is `rest`. */
export function loadPair(at: usize, left: usize, rest: f64): v128 {
  if (left == 1) return f64x2.replace_lane(f64x2.splat(rest), 0, <f64>load<Float>(at));
  return sizeof<Float>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Stores a pair as two floats, or only the first if one is left in the row. */
export function storePair(at: usize, pair: v128, left: usize): void {
  if (left == 1) store<Float>(at, <Float>f64x2.extract_lane(pair, 0));
  else if (sizeof<Float>() == 8) v128.store(at, pair);
  else v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

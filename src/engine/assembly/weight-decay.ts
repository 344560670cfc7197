/** y ← y + factor · x, for `width` bytes, a multiple of 16, of each row. */
export function addScaled(y: usize, x: usize, factor: f64, rows: usize, stride: usize, width: usize): void {
  const scale = v128.splat<Float>(<Float>factor);
  for (let row: usize = 0; row < rows; row++, y += stride, x += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      v128.store(y + at, v128.add<Float>(v128.load(y + at), v128.mul<Float>(scale, v128.load(x + at))));
    }
  }
}

/** Σ x² over rows of so many columns, in float64: that of the even columns and that of the odd ones, row by row. */
export function squaredNorm(x: usize, rows: usize, columns: usize, stride: usize): f64 {
  let sums = f64x2.splat(0);
  for (const end = x + rows * stride; x < end; x += stride) {
    let j: usize = 0;
    for (; j + 2 <= columns; j += 2) {
      const pair = loadPair(x + j * sizeof<Float>());
      sums = f64x2.add(sums, f64x2.mul(pair, pair));
    }
    if (j < columns) {
      const last = <f64>load<Float>(x + j * sizeof<Float>());
      sums = f64x2.replace_lane(sums, 0, f64x2.extract_lane(sums, 0) + last * last);
    }
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Two neighbouring floats as doubles. */
function loadPair(at: usize): v128 {
  return sizeof<Float>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/**
 * Measures the peak of a processor: twelve sums in registers, each multiplied and added to, `rounds` times; 96 float32
 * operations a round. Returns the sum, so that the compiler keeps the computation.
 */
export function multiplyAdd(rounds: i32, factor: f32, term: f32): f32 {
  const x = f32x4.splat(factor);
  const y = f32x4.splat(term);
  let a = x,
    b = y,
    c = x,
    d = y,
    e = x,
    f = y,
    g = x,
    h = y,
    i = x,
    j = y,
    k = x,
    l = y;
  for (let round = 0; round < rounds; round++) {
    (a = step(a, x, y)), (b = step(b, x, y)), (c = step(c, x, y)), (d = step(d, x, y));
    (e = step(e, x, y)), (f = step(f, x, y)), (g = step(g, x, y)), (h = step(h, x, y));
    (i = step(i, x, y)), (j = step(j, x, y)), (k = step(k, x, y)), (l = step(l, x, y));
  }
  const four = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  const sum = f32x4.add(four, f32x4.add(f32x4.add(i, j), f32x4.add(k, l)));
  return f32x4.extract_lane(sum, 0);
}

/** Kept small, so that the compiler inlines it. */
function step(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(f32x4.mul(sum, x), y);
}

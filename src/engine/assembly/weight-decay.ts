import { loadPair } from './pairs';

/** dW ← dW + lambda · W, and sums[r] = Σ W[r]² as in `squaredNorms`. */
export function decay(dW: usize, sums: usize, W: usize, rows: usize, columns: usize, stride: usize, lambda: f64): void {
  const scale = v128.splat<Float>(<Float>lambda);
  for (const end = W + rows * stride; W < end; W += stride, dW += stride, sums += 8) {
    store<f64>(sums, Norm.squared(W, columns, true, dW, stride, scale));
  }
}

/**
 * sums[r] = Σ x[r]² in float64. Uses eight accumulators, column j in number j mod 8, because a single one would wait for
 * each addition.
 */
export function squaredNorms(sums: usize, x: usize, rows: usize, columns: usize, stride: usize): void {
  for (const end = x + rows * stride; x < end; x += stride, sums += 8) {
    store<f64>(sums, Norm.squared(x, columns, false, 0, 0, f64x2.splat(0)));
  }
}

class Norm {
  /** Σ x² of a row. Inlined with a literal `decays`: whether dx ← dx + scale · x in the same pass. */
  @inline
  static squared(x: usize, columns: usize, decays: bool, dx: usize, stride: usize, scale: v128): f64 {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at: usize = 0;
    let left = columns;
    for (; left >= 8; left -= 8, at += 8 * sizeof<Float>()) {
      a = addSquares(a, loadPair(x + at, 2, 0));
      b = addSquares(b, loadPair(x + at + 2 * sizeof<Float>(), 2, 0));
      c = addSquares(c, loadPair(x + at + 4 * sizeof<Float>(), 2, 0));
      d = addSquares(d, loadPair(x + at + 6 * sizeof<Float>(), 2, 0));
      if (decays) {
        addScaled(dx + at, x + at, scale);
        addScaled(dx + at + 16, x + at + 16, scale);
        if (sizeof<Float>() == 8) {
          addScaled(dx + at + 32, x + at + 32, scale);
          addScaled(dx + at + 48, x + at + 48, scale);
        }
      }
    }
    if (decays) for (let rest = at; rest < stride; rest += 16) addScaled(dx + rest, x + rest, scale);
    x += at;
    if (left > 0) a = addSquares(a, loadPair(x, left, 0));
    if (left > 2) b = addSquares(b, loadPair(x + 2 * sizeof<Float>(), left - 2, 0));
    if (left > 4) c = addSquares(c, loadPair(x + 4 * sizeof<Float>(), left - 4, 0));
    if (left > 6) d = addSquares(d, loadPair(x + 6 * sizeof<Float>(), left - 6, 0));
    const pairs = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
  }
}

/** dx ← dx + scale · x for one vector */
function addScaled(dx: usize, x: usize, scale: v128): void {
  v128.store(dx, v128.add<Float>(v128.load(dx), v128.mul<Float>(scale, v128.load(x))));
}

function addSquares(sums: v128, pair: v128): v128 {
  return f64x2.add(sums, f64x2.mul(pair, pair));
}

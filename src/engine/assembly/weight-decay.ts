import { loadPair } from './pairs';

/** dW ← dW + lambda · W, and sums[r] = Σ W[r]² as in `squaredNorms`, while the row is in the cache. */
export function decay(dW: usize, sums: usize, W: usize, rows: usize, columns: usize, stride: usize, lambda: f64): void {
  const scale = v128.splat<Float>(<Float>lambda);
  for (let row: usize = 0; row < rows; row++, dW += stride, W += stride, sums += 8) {
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(dW + at, v128.add<Float>(v128.load(dW + at), v128.mul<Float>(scale, v128.load(W + at))));
    }
    squaredNorms(sums, W, 1, columns, stride);
  }
}

/**
 * sums[r] = Σ x[r]² in float64. Uses eight accumulators, column j in number j mod 8, because a single one would wait for
 * each addition.
 */
export function squaredNorms(sums: usize, x: usize, rows: usize, columns: usize, stride: usize): void {
  for (const end = x + rows * stride; x < end; x += stride, sums += 8) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let at = x;
    let left = columns;
    for (; left >= 8; left -= 8, at += 8 * sizeof<Float>()) {
      a = addSquares(a, loadPair(at, 2, 0));
      b = addSquares(b, loadPair(at + 2 * sizeof<Float>(), 2, 0));
      c = addSquares(c, loadPair(at + 4 * sizeof<Float>(), 2, 0));
      d = addSquares(d, loadPair(at + 6 * sizeof<Float>(), 2, 0));
    }
    if (left > 0) a = addSquares(a, loadPair(at, left, 0));
    if (left > 2) b = addSquares(b, loadPair(at + 2 * sizeof<Float>(), left - 2, 0));
    if (left > 4) c = addSquares(c, loadPair(at + 4 * sizeof<Float>(), left - 4, 0));
    if (left > 6) d = addSquares(d, loadPair(at + 6 * sizeof<Float>(), left - 6, 0));
    const pairs = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
    store<f64>(sums, f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1));
  }
}

function addSquares(sums: v128, pair: v128): v128 {
  return f64x2.add(sums, f64x2.mul(pair, pair));
}

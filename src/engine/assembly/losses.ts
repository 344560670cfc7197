import { expPair } from './exponential';
import { log } from './logarithm';
import { loadPair, storePair } from './pairs';

// float32 rows are exponentiated and summed in float64 too; a row has only about ten numbers.

/** Bytes of scratch memory for a row of K scores: the maximum and the sum as float64, then the exponentials in pairs. */
export function scratchRowBytes(K: usize): usize {
  return (((K + 1) >> 1) + 1) << 4;
}

/** y = softmax(s) for each row; s: [N, K]; scratch: N times `scratchRowBytes(K)` */
export function softmax(y: usize, s: usize, scratch: usize, N: usize, K: usize, stride: usize): void {
  exponentials(scratch, s, N, K, stride);
  const rowBytes = scratchRowBytes(K);
  for (let n: usize = 0; n < N; n++, y += stride, scratch += rowBytes) {
    let total: f64 = 0;
    for (let k: usize = 0; k < K; k++) total += load<f64>(scratch + ((k + 2) << 3));
    store<f64>(scratch, total, 8);
    const sum = f64x2.splat(total);
    for (let k: usize = 0; k < K; k += 2) {
      storePair(y + k * sizeof<Float>(), f64x2.div(v128.load(scratch + ((k + 2) << 3)), sum), K - k);
    }
  }
}

/** y = softmax(s), losses[n] = logsumexp(s) − s[t], or −ln(y[t] + epsilon) if epsilon > 0; losses: [N] float64 */
export function softmaxCrossEntropy(
  losses: usize,
  y: usize,
  s: usize,
  t: usize,
  scratch: usize,
  N: usize,
  K: usize,
  stride: usize,
  epsilon: f64,
): void {
  softmax(y, s, scratch, N, K, stride);
  const rowBytes = scratchRowBytes(K);
  for (let n: usize = 0; n < N; n++, scratch += rowBytes) {
    const at = n * stride + <usize>load<u32>(t + (n << 2)) * sizeof<Float>();
    const loss =
      epsilon > 0
        ? -log(<f64>load<Float>(y + at) + epsilon)
        : load<f64>(scratch) + log(load<f64>(scratch, 8)) - <f64>load<Float>(s + at);
    store<f64>(losses + (n << 3), loss);
  }
}

/**
 * scratch ← for each row its maximum, then e^(s − maximum), which cannot overflow, padded with zeros to a pair. Each step
 * runs over all rows before the next step, so the processor need not wait for a single row's results.
 */
function exponentials(scratch: usize, s: usize, N: usize, K: usize, stride: usize): void {
  const rowBytes = scratchRowBytes(K);
  const end = scratch + N * rowBytes;
  for (let row = scratch; row < end; row += rowBytes, s += stride) {
    let max = f64x2.splat(-Infinity);
    for (let k: usize = 0; k < K; k += 2) {
      const pair = loadPair(s + k * sizeof<Float>(), K - k, -Infinity);
      max = f64x2.pmax(max, pair);
      v128.store(row + ((k + 2) << 3), pair);
    }
    max = f64x2.pmax(max, i64x2.shuffle(max, max, 1, 0));
    v128.store(row, max);
  }
  for (let row = scratch; row < end; row += rowBytes) {
    const max = v128.load(row);
    for (let at = row + 16; at < row + rowBytes; at += 16) v128.store(at, expPair(f64x2.sub(v128.load(at), max)));
  }
}

/** ds = (y − onehot(t)) / N for `rows` of the N rows */
export function softmaxCrossEntropyGradient(
  ds: usize,
  y: usize,
  t: usize,
  rows: usize,
  N: usize,
  K: usize,
  stride: usize,
): void {
  const count = f64x2.splat(<f64>N);
  for (let n: usize = 0; n < rows; n++, ds += stride, y += stride) {
    for (let k: usize = 0; k < K; k += 2) {
      const at = k * sizeof<Float>();
      storePair(ds + at, f64x2.div(loadPair(y + at, K - k, 0), count), K - k);
    }
    const label = <usize>load<u32>(t + (n << 2)) * sizeof<Float>();
    store<Float>(ds + label, <Float>((<f64>load<Float>(y + label) - 1) / <f64>N));
  }
}

/** Returns Σ (y − t)² over [N, K]. */
export function squaredError(y: usize, t: usize, N: usize, K: usize, stride: usize): f64 {
  let sum: f64 = 0;
  for (let n: usize = 0; n < N; n++) {
    for (let k: usize = 0; k < K; k++) {
      const at = n * stride + k * sizeof<Float>();
      const difference = <f64>load<Float>(y + at) - <f64>load<Float>(t + at);
      sum += difference * difference;
    }
  }
  return sum;
}

/** dy = (y − t) / (N K) */
export function squaredErrorGradient(dy: usize, y: usize, t: usize, N: usize, K: usize, stride: usize): void {
  const size = <f64>N * <f64>K;
  for (let n: usize = 0; n < N; n++) {
    for (let k: usize = 0; k < K; k++) {
      const at = n * stride + k * sizeof<Float>();
      store<Float>(dy + at, <Float>((<f64>load<Float>(y + at) - <f64>load<Float>(t + at)) / size));
    }
  }
}

/** count ← number of rows whose largest score (the first, if equal) is at t; a row with NaN counts as wrong. */
export function countCorrect(count: usize, s: usize, t: usize, N: usize, K: usize, stride: usize): void {
  let correct: u32 = 0;
  for (let n: usize = 0; n < N; n++) {
    const row = s + n * stride;
    let best: usize = 0;
    let hasNaN = false;
    for (let k: usize = 0; k < K; k++) {
      const value = load<Float>(row + k * sizeof<Float>());
      hasNaN = hasNaN || value != value;
      if (value > load<Float>(row + best * sizeof<Float>())) best = k;
    }
    if (!hasNaN && best == load<u32>(t + (n << 2))) correct++;
  }
  store<u32>(count, correct);
}

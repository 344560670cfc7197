import { expPair } from './exponential';
import { log } from './logarithm';

// Float32 rows are summed and exponentiated in float64, too: a row is ten numbers. `exps` is scratch for K + 1 doubles.

/** y = softmax of each row of s: [N, K] */
export function softmax(y: usize, s: usize, exps: usize, N: usize, K: usize, stride: usize): void {
  for (let n: usize = 0; n < N; n++) softmaxRow(y + n * stride, s + n * stride, exps, K);
}

/** y = softmax(s), losses[n] = logsumexp(s) − s[t], or −ln(y[t] + epsilon) if epsilon > 0; losses: [N] float64 */
export function softmaxCrossEntropy(
  losses: usize,
  y: usize,
  s: usize,
  t: usize,
  exps: usize,
  N: usize,
  K: usize,
  stride: usize,
  epsilon: f64,
): void {
  for (let n: usize = 0; n < N; n++) {
    const at = n * stride + <usize>load<u32>(t + (n << 2)) * sizeof<Float>();
    const logSumExp = softmaxRow(y + n * stride, s + n * stride, exps, K);
    const loss = epsilon > 0 ? -log(<f64>load<Float>(y + at) + epsilon) : logSumExp - <f64>load<Float>(s + at);
    store<f64>(losses + (n << 3), loss);
  }
}

/** ds = (y − onehot(t)) / N, for `rows` rows */
export function softmaxCrossEntropyGradient(
  ds: usize,
  y: usize,
  t: usize,
  rows: usize,
  N: usize,
  K: usize,
  stride: usize,
): void {
  for (let n: usize = 0; n < rows; n++) {
    const label = load<u32>(t + (n << 2));
    for (let k: usize = 0; k < K; k++) {
      const at = n * stride + k * sizeof<Float>();
      const difference = <f64>load<Float>(y + at) - (k == label ? 1 : 0);
      store<Float>(ds + at, <Float>(difference / <f64>N));
    }
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

/** A word at `count`: how many rows of s have their first largest score at t; a row with a NaN is wrong. */
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

/** y = softmax(s) for one row; returns logsumexp(s). The largest score is subtracted first: nothing overflows. */
function softmaxRow(y: usize, s: usize, exps: usize, K: usize): f64 {
  let max: f64 = -Infinity;
  for (let k: usize = 0; k < K; k++) max = Math.max(max, <f64>load<Float>(s + k * sizeof<Float>()));
  for (let k: usize = 0; k < K; k += 2) {
    const next = k + 1 < K ? k + 1 : k;
    const a = <f64>load<Float>(s + k * sizeof<Float>()) - max;
    const b = <f64>load<Float>(s + next * sizeof<Float>()) - max;
    v128.store(exps + (k << 3), expPair(f64x2.replace_lane(f64x2.splat(a), 1, b)));
  }
  let sum: f64 = 0;
  for (let k: usize = 0; k < K; k++) sum += load<f64>(exps + (k << 3));
  for (let k: usize = 0; k < K; k += 2) {
    const pair = f64x2.div(v128.load(exps + (k << 3)), f64x2.splat(sum));
    store<Float>(y + k * sizeof<Float>(), <Float>f64x2.extract_lane(pair, 0));
    if (k + 1 < K) store<Float>(y + (k + 1) * sizeof<Float>(), <Float>f64x2.extract_lane(pair, 1));
  }
  return max + log(sum);
}

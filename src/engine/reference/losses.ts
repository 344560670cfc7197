import type { Labels, NdArray } from '../../array.js';

export function softmax(y: NdArray, s: NdArray): void {
  for (let n = 0; n < s.shape[0]; n++) softmaxRow(y, s, n);
}

export function softmaxCrossEntropy(y: NdArray, s: NdArray, t: Labels, epsilon: number): number {
  const N = s.shape[0];
  let sum = 0;
  for (let n = 0; n < N; n++) {
    const logSumExp = softmaxRow(y, s, n);
    sum += epsilon > 0 ? -Math.log(y.get(n, t.get(n)) + epsilon) : logSumExp - s.get(n, t.get(n));
  }
  return sum / N;
}

export function softmaxCrossEntropyGradient(ds: NdArray, y: NdArray, t: Labels): void {
  const [N, K] = y.shape;
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) ds.set(n, k, (y.get(n, k) - (k === t.get(n) ? 1 : 0)) / N);
  }
}

export function meanSquaredError(y: NdArray, t: NdArray): number {
  let sum = 0;
  for (let n = 0; n < y.shape[0]; n++) for (let k = 0; k < y.shape[1]; k++) sum += (y.get(n, k) - t.get(n, k)) ** 2;
  return sum / (2 * y.size);
}

export function meanSquaredErrorGradient(dy: NdArray, y: NdArray, t: NdArray): void {
  for (let n = 0; n < y.shape[0]; n++) {
    for (let k = 0; k < y.shape[1]; k++) dy.set(n, k, (y.get(n, k) - t.get(n, k)) / y.size);
  }
}

export function countCorrect(s: NdArray, t: Labels): number {
  let correct = 0;
  for (let n = 0; n < s.shape[0]; n++) if (argmaxRow(s, n) === t.get(n)) correct++;
  return correct;
}

/** y[n] = softmax(s[n]); returns logsumexp(s[n]). Subtracts the largest score first, so nothing overflows. */
function softmaxRow(y: NdArray, s: NdArray, n: number): number {
  const K = s.shape[1];
  let max = -Infinity;
  for (let k = 0; k < K; k++) max = Math.max(max, s.get(n, k));
  let sum = 0;
  for (let k = 0; k < K; k++) sum += Math.exp(s.get(n, k) - max);
  for (let k = 0; k < K; k++) y.set(n, k, Math.exp(s.get(n, k) - max) / sum);
  return max + Math.log(sum);
}

/** Index of the largest score (the first, if equal), or −1 if a score is NaN. */
function argmaxRow(s: NdArray, n: number): number {
  let best = 0;
  for (let k = 0; k < s.shape[1]; k++) {
    if (Number.isNaN(s.get(n, k))) return -1;
    if (s.get(n, k) > s.get(n, best)) best = k;
  }
  return best;
}

import type { Labels, NdArray } from '../array.js';

/**
 * The mean over the batch of [logsumexp(a) − a[t]] − [logsumexp(b) − b[t]] for scores a (above) and b (below): [N, K].
 * With p = softmax(b) this is ln(1 + Σ p_k (e^(a_k − b_k) − 1)) − (a[t] − b[t]), which avoids cancellation.
 */
export function crossEntropyDifference(above: NdArray, below: NdArray, t: Labels): number {
  const [N, K] = below.shape;
  let total = 0;
  for (let n = 0; n < N; n++) {
    let max = -Infinity;
    for (let k = 0; k < K; k++) max = Math.max(max, below.get(n, k));
    let sum = 0;
    let change = 0;
    for (let k = 0; k < K; k++) {
      const weight = Math.exp(below.get(n, k) - max);
      sum += weight;
      change += weight * Math.expm1(above.get(n, k) - below.get(n, k));
    }
    const label = t.get(n);
    total += Math.log1p(change / sum) - (above.get(n, label) - below.get(n, label));
  }
  return total / N;
}

/** Σ (a − t)² / 2n − Σ (b − t)² / 2n over all n elements, as Σ (a − b) (a + b − 2t) / 2n. */
export function squaredErrorDifference(above: NdArray, below: NdArray, t: NdArray): number {
  const [N, K] = below.shape;
  let total = 0;
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      const [a, b] = [above.get(n, k), below.get(n, k)];
      total += (a - b) * (a + b - 2 * t.get(n, k));
    }
  }
  return total / (2 * below.size);
}

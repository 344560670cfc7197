import type { Labels, NdArray } from '../array.js';

/**
 * The mean over the batch of s[t] − (1/K) Σ s[k]: how far the score of the label is above the mean score. Label
 * smoothing adds ε times this to the loss, because ε ln y[t] − ε/K Σ ln y[k] = ε (s[t] − (1/K) Σ s[k]).
 */
export function lead(s: NdArray, t: Labels): number {
  return meanLead(s, t, (n, k) => s.get(n, k));
}

/** lead(above) − lead(below). Subtracts the scores first, which avoids cancellation. */
export function leadDifference(above: NdArray, below: NdArray, t: Labels): number {
  return meanLead(below, t, (n, k) => above.get(n, k) - below.get(n, k));
}

function meanLead({ shape: [N, K] }: NdArray, t: Labels, score: (n: number, k: number) => number): number {
  let sum = 0;
  for (let n = 0; n < N; n++) {
    let total = 0;
    for (let k = 0; k < K; k++) total += score(n, k);
    sum += score(n, t.get(n)) - total / K;
  }
  return sum / N;
}

/** ds ← ds + smoothing / N (onehot(t) − 1/K) */
export function addLeadGradient(ds: NdArray, t: Labels, smoothing: number): void {
  const [N, K] = ds.shape;
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      const gradient = ((k === t.get(n) ? 1 : 0) - 1 / K) / N;
      ds.set(n, k, ds.get(n, k) + smoothing * gradient);
    }
  }
}

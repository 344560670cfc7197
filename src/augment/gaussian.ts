/**
 * w[d], d = 0 … round(4 sigma), of a Gaussian whose weights, w[0] once and the others twice, sum to 1. Only + − × ÷, so
 * that each machine gives the same bits: w[d] = q^d² with q = e^(−1 / 2 sigma²).
 */
export function gaussianWeights(sigma: number): Float64Array {
  const weights = new Float64Array(Math.floor(4 * sigma + 0.5) + 1);
  const q = smallExponential(-1 / (2 * sigma * sigma));
  // q^(2d + 1), from one weight to the next
  let step = q;
  weights[0] = 1;
  for (let d = 1; d < weights.length; d++) {
    weights[d] = weights[d - 1] * step;
    step *= q * q;
  }
  const sum = 2 * weights.reduce((sum, weight) => sum + weight) - 1;
  return weights.map((weight) => weight / sum);
}

/** e^x for −2 … 0: the Taylor series at x / 16, where the first term left out is below 1e-18, to the 16th power. */
function smallExponential(x: number): number {
  let sum = 1;
  for (let n = 12; n > 0; n--) sum = 1 + (sum * (x / 16)) / n;
  for (let doubling = 0; doubling < 4; doubling++) sum *= sum;
  return sum;
}

/**
 * Gaussian weights w[0], w[1], … w[round(4 sigma)] for distances in pixels; w[0] + 2 Σ w[d] = 1. w[d] = q^d² with
 * q = e^(−1 / 2 sigma²), computed with + − × ÷ only, so every machine gives the same bits.
 */
export function gaussianWeights(sigma: number): Float64Array {
  const weights = new Float64Array(Math.floor(4 * sigma + 0.5) + 1);
  const q = smallExponential(-1 / (2 * sigma * sigma));
  // q^(2d + 1): the ratio of one weight to the one before it.
  let step = q;
  weights[0] = 1;
  for (let d = 1; d < weights.length; d++) {
    weights[d] = weights[d - 1] * step;
    step *= q * q;
  }
  const sum = 2 * weights.reduce((sum, weight) => sum + weight) - 1;
  return weights.map((weight) => weight / sum);
}

/** e^x for x in −2 … 0: Taylor series at x / 16 (first omitted term below 1e-18), raised to the 16th power. */
function smallExponential(x: number): number {
  let sum = 1;
  for (let n = 12; n > 0; n--) sum = 1 + (sum * (x / 16)) / n;
  for (let doubling = 0; doubling < 4; doubling++) sum *= sum;
  return sum;
}

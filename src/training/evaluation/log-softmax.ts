/** ln softmax(s) = s − ln Σ e^s, without overflow. s may also be log-probabilities: they stay the same, up to rounding. */
export function logSoftmax(s: ArrayLike<number>): Float64Array {
  let max = -Infinity;
  for (let k = 0; k < s.length; k++) max = Math.max(max, s[k]);
  let sum = 0;
  for (let k = 0; k < s.length; k++) sum += Math.exp(s[k] - max);
  const logSum = max + Math.log(sum);
  return Float64Array.from(s, (score) => score - logSum);
}

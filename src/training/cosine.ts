// Minimax polynomials of fdlibm's kernels (Sun Microsystems 1993) for |x| ≤ π / 4.
const C = [
  0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];
const S = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068, -2.5050760253406863e-8,
  1.58969099521155e-10,
];

/**
 * cos πx for x from 0 to 1, with an error of at most 1.4e-16, exact at 0, ½ and 1. It uses only + − ×, so every machine
 * gives the same bits, which `Math.cos` does not guarantee.
 */
export function cosinePi(x: number): number {
  if (x < 0.25) return cosine(Math.PI * x);
  if (x <= 0.75) return sine(Math.PI * (0.5 - x));
  return -cosine(Math.PI * (1 - x));
}

/** 1 − x²/2 + C₁x⁴ + C₂x⁶ …, with a correction for the rounding error of 1 − x²/2. */
function cosine(x: number): number {
  const z = x * x;
  const rest = z * (z * (C[0] + z * (C[1] + z * (C[2] + z * (C[3] + z * (C[4] + z * C[5]))))));
  const half = 0.5 * z;
  const high = 1 - half;
  return high + (1 - high - half + rest);
}

/** x + S₁x³ + S₂x⁵ … */
function sine(x: number): number {
  const z = x * x;
  return x + z * x * (S[0] + z * (S[1] + z * (S[2] + z * (S[3] + z * (S[4] + z * S[5])))));
}

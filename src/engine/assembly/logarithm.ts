const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;

/**
 * ln x, within 1 ulp; −Infinity for 0, NaN for x < 0. With x = 2^k (1 + f) and s = f / (2 + f),
 * ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)); R is from FreeBSD's e_log.c (Sun Microsystems, 1993).
 */
export function log(x: f64): f64 {
  if (!(x < Infinity)) return x;
  if (x <= 0) return x == 0 ? -Infinity : NaN;
  let k = -1023;
  if (x < SMALLEST_NORMAL) {
    x *= 18014398509481984.0; // 2^54
    k -= 54;
  }
  const bits = reinterpret<u64>(x);
  k += <i32>(bits >> 52);
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let R = 1.479819860511658591e-1;
  R = R * z + 1.531383769920937332e-1;
  R = R * z + 1.818357216161805012e-1;
  R = R * z + 2.222219843214978396e-1;
  R = R * z + 2.857142874366239149e-1;
  R = R * z + 3.999999999940941908e-1;
  R = R * z + 6.66666666666673513e-1;
  R *= z;
  const half = 0.5 * f * f;
  const kd = <f64>k;
  return kd * LN2_HIGH - (half - (s * (half + R) + kd * LN2_LOW) - f);
}

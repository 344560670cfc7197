import { INVERSES, LOGS } from './natural-log-table.js';

const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;
const A = [-0.5000000000000001, 0.33333333331825593, -0.2499999999622955, 0.20000304511814496, -0.16667054827627667];
const B = [
  -0.5, 0.3333333333333352, -0.24999999999998432, 0.19999999999320328, -0.16666666669929706, 0.14285715076560868,
  -0.12499997863982555, 0.11110712032936046, -0.10000486757818193, 0.09181994006195467, -0.08328363062289341,
];

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

/**
 * ln x for a normal number x > 0, with an error of at most 0.52 ulp. It repeats every step of the GNU C library's `log`
 * on processors with fused multiply-add, which NumPy calls. It uses only + − × and a table, so every machine gives the
 * same bits; `Math.log` does not promise that.
 */
export function naturalLog(x: number): number {
  return x > 0.9375 && x < 1.064697265625 ? nearOne(x) : byTable(x);
}

/** x = 2^k z and ln x = k ln 2 + ln c + ln(1 + r), where r = z / c − 1 is small. */
function byTable(x: number): number {
  double[0] = x;
  const offset = words[1] - 0x3fe60000;
  const k = offset >> 20;
  words[1] -= offset & 0xfff00000;
  const z = double[0];
  const part = (offset >> 13) & 127;
  const r = fma(z, INVERSES[part], -1);
  const w = k * LN2_HIGH + LOGS[part];
  const high = w + r;
  const low = fma(k, LN2_LOW, w - high + r);
  const r2 = r * r;
  const tail = fma(r2, fma(r, A[4], A[3]), fma(r, A[2], A[1]));
  return fma(r * r2, tail, fma(r2, A[0], low)) + high;
}

function nearOne(x: number): number {
  const r = x - 1;
  const r2 = r * r;
  const r3 = r * r2;
  const last = fma(r3, B[10], fma(r2, B[9], fma(r, B[8], B[7])));
  const middle = fma(r3, last, fma(r2, B[6], fma(r, B[5], B[4])));
  const first = fma(r3, middle, fma(r2, B[3], fma(r, B[2], B[1])));
  const w = r * 134217728;
  const rHigh = r + w - w;
  const rLow = r - rHigh;
  const square = rHigh * rHigh * B[0];
  const high = r + square;
  const low = fma(B[0] * rLow, rHigh + r, r - high + square);
  return fma(r3, first, low) + high;
}

/** Fused multiply-add: a b + c rounded once, from the exact product (Dekker) and the exact sum (Knuth). */
function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const productError = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  const sum = product + c;
  const cRounded = sum - product;
  const sumError = product - (sum - cRounded) + (c - cRounded);
  return sum + (sumError + productError);
}

function upperHalf(a: number): number {
  const scaled = 134217729 * a;
  return scaled - (scaled - a);
}

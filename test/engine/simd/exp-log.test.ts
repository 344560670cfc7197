import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../../src/array.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { instantiateKernels, type Kernels } from '../../../src/engine/simd/kernels.js';
import { SimdMemory } from '../../../src/engine/simd/memory.js';
import { Philox } from '../../../src/random/philox.js';

/** The authority: whole numbers that count units of 2^-BITS. */
const BITS = 200n;
const ONE = 1n << BITS;
const LN2 = atanhSeries(3n);
const STEPS = 64;
/** e^(j / 64), |j| ≤ 64 */
const POWERS = new Map(
  Array.from({ length: 2 * STEPS + 1 }, (_, i) => [i - STEPS, expSeries((ONE * BigInt(i - STEPS)) / BigInt(STEPS))]),
);

/** ln 2 = 2 artanh(1 / 3) = 2 Σ 1 / ((2i + 1) 3^(2i + 1)) */
function atanhSeries(base: bigint): bigint {
  let sum = 0n;
  for (let [power, i] = [ONE / base, 1n]; power > 0n; power /= base * base, i += 2n) sum += power / i;
  return 2n * sum;
}

/** e^r = Σ r^i / i! */
function expSeries(r: bigint): bigint {
  let sum = 0n;
  for (let [term, i] = [ONE, 1n]; term !== 0n && term !== -1n; term = ((term * r) >> BITS) / i, i++) sum += term;
  return sum;
}

/** e^x = m 2^k with m of about 0.7 … 1.4, off by less than 2^-190. */
function exactExp(x: number): { m: bigint; k: number } {
  const k = Math.round(x * Math.LOG2E);
  const r = fixed(x) - BigInt(k) * LN2;
  const j = Math.round(Number(r >> (BITS - 60n)) * 2 ** -60 * STEPS);
  const power = POWERS.get(j) ?? 0n;
  return { m: (power * expSeries(r - (ONE * BigInt(j)) / BigInt(STEPS))) >> BITS, k };
}

/** ln x: what Math.log gives, g, and what it leaves, ln(x e^-g) = t − t²/2 + … with t of about 2^-50. */
function exactLog(x: number): bigint {
  const { fraction, exponent } = split(x);
  const g = Math.log(fraction);
  const { m, k } = exactExp(-g);
  const t = (((fixed(fraction) * m) >> BITS) * 2n ** BigInt(k + 2)) / 4n - ONE;
  return fixed(g) + BigInt(exponent) * LN2 + t - ((t * t) >> (BITS + 1n)) + (t * t * t) / (3n * ONE * ONE);
}

/** x as a number of units; exact where x is a multiple of 2^-200. */
function fixed(x: number): bigint {
  const { fraction, exponent } = split(x);
  const shift = BITS + BigInt(exponent) - 53n;
  const whole = BigInt(fraction * 2 ** 53);
  return shift >= 0n ? whole << shift : whole >> -shift;
}

/** x = fraction · 2^exponent with 1 ≤ |fraction| < 2; 0 for 0. */
function split(x: number): { fraction: number; exponent: number } {
  if (x === 0) return { fraction: 0, exponent: 0 };
  const scaled = Math.abs(x) < 2 ** -1022 ? x * 2 ** 60 : x;
  const bits = toBits(scaled);
  const exponent = Number((bits >> 52n) & 0x7ffn) - 1023;
  return { fraction: scaled / 2 ** exponent, exponent: scaled === x ? exponent : exponent - 60 };
}

const view = new DataView(new ArrayBuffer(8));

function toBits(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** |got − m 2^k| in units in the last place of the true value, which may be subnormal. */
function expError(got: number, x: number): number {
  const { m, k } = exactExp(x);
  const binade = m < ONE ? k - 1 : k;
  const ulp = BITS + BigInt(Math.max(binade, -1022) - 52 - k);
  const scaled = k < 0 ? got * 2 ** Math.min(-k, 1000) * 2 ** Math.max(-k - 1000, 0) : got * 2 ** -k;
  return ratio(fixed(scaled) - m, 1n << ulp);
}

function logError(got: number, x: number): number {
  const exact = exactLog(x);
  const binade = (exact < 0n ? -exact : exact).toString(2).length - 1;
  return ratio(fixed(got) - exact, 1n << BigInt(binade - 52));
}

function ratio(a: bigint, b: bigint): number {
  return Math.abs(Number((a << 40n) / b)) * 2 ** -40;
}

function worst(kernel: (x: number) => number, error: (got: number, x: number) => number, xs: Iterable<number>) {
  let [at, largest, count] = [0, 0, 0];
  for (const x of xs) {
    const e = error(kernel(x), x);
    if (!(e <= largest)) [at, largest] = [x, e];
    count++;
  }
  return { at, largest, count };
}

/** The first x, of consecutive doubles around each centre, after which the kernel goes down. */
function firstDescent(kernel: (x: number) => number, centres: Iterable<number>, each: number): number | undefined {
  for (const centre of centres) {
    const sign = centre < 0 ? -1n : 1n;
    const start = toBits(centre) - (sign * BigInt(each)) / 2n;
    let before = -Infinity;
    for (let i = 0; i < each; i++) {
      const x = fromBits(start + sign * BigInt(i));
      const value = kernel(x);
      if (value < before) return x;
      before = value;
    }
  }
  return undefined;
}

const kernels: [string, Kernels][] = (['float64', 'float32'] as const).map((precision) => [
  precision,
  instantiateKernels(precision, new SimdMemory().memory),
]);
const [[, { exp, log }]] = kernels;
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: smallest, MAX_VALUE: greatest } = Number;

test('the authority knows e, ln 10 and what Math says', () => {
  // 2.71828182845904523536028747135266249775724709369995…
  expect((exactExp(1).m << 1n) / (ONE / 10n ** 45n)).toBe(2718281828459045235360287471352662497757247093n);
  // 2.30258509299404568401799145468436420760110148862877…
  expect(exactLog(10) / (ONE / 10n ** 45n)).toBe(2302585092994045684017991454684364207601101488n);
  const random = new Philox(1, 0);
  const xs = Array.from({ length: 2000 }, () => 1400 * random.uniform() - 700);
  expect(worst(Math.exp, expError, xs).largest).toBeLessThan(1);
  expect(worst(Math.log, logError, xs.map(Math.abs)).largest).toBeLessThan(1);
});

describe('exp', () => {
  test('is off by at most ULP ulp over 120,000 arguments', () => {
    const random = new Philox(2, 0);
    const whole = Array.from({ length: 40_000 }, () => -745.2 + 1454.98 * random.uniform());
    const middle = Array.from({ length: 40_000 }, () => 40 * random.uniform() - 30);
    const small = Array.from({ length: 20_000 }, () => (random.uniform() - 0.5) * 2 ** -random.integer(60));
    // the ends of the reduced argument, where r is largest
    const edges = Array.from(
      { length: 20_000 },
      () => (random.integer(2000) - 1000 + 0.5 + (random.uniform() - 0.5) * 0.02) * Math.LN2,
    );
    const all = [...whole, ...middle, ...small, ...edges].filter((x) => x < 709.78);
    console.log(worst(exp, expError, whole), worst(exp, expError, middle), worst(exp, expError, small), worst(exp, expError, edges), worst(Math.exp, expError, all));
  });
});

describe('log', () => {
  test('err', () => {
    const random = new Philox(3, 0);
    const whole = Array.from({ length: 40_000 }, () => fromBits(BigInt(Math.floor(random.uniform() * 2 ** 53)) * 1023n));
    const near = Array.from({ length: 40_000 }, () => 1 + (random.uniform() - 0.5) * 2 ** -random.integer(50));
    const sums = Array.from({ length: 40_000 }, () => 1 + 9 * random.uniform());
    console.log(whole.slice(0,5), worst(log, logError, whole.filter(x=>x>1e-307)), worst(log, logError, near.filter(x=>x!==1)), worst(log, logError, sums));
  });
  test('mono', () => {
    console.log(firstDescent(exp, [1, -1, 0.1, 5, -20, 300], 65536), firstDescent(exp, Array.from({ length: 2000 }, (_, k) => (k - 1000 + 0.5) * Math.LN2), 40));
    console.log(firstDescent(log, [1, 0.999, 1.1,0.7, 1.4142135623730951, 2, 5, 20, 300], 65536), firstDescent(log, Array.from({ length: 2000 }, (_, k) => Math.SQRT2 * 2 ** (k - 1000)), 40));
    console.log([0, -0, infinity, -infinity, nan, smallest, greatest, -1, 1].map(exp), [0, -0, infinity, -infinity, nan, smallest, greatest, -1, 1].map(log));
    console.log([709.782712893384, 709.7827128933841, -745.1332191019412, -745.1332191019411, -745.1332191019413].map(exp), [709.782712893384, 709.7827128933841,-745.1332191019412, -745.1332191019411, -745.1332191019413].map(Math.exp));
  });
});

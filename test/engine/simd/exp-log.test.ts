import { describe, expect, test } from 'vitest';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { instantiateKernels, kernelModule } from '../../../src/engine/simd/kernels.js';
import { SimdMemory } from '../../../src/engine/simd/memory.js';
import { Philox } from '../../../src/random/philox.js';

// Exact values for comparison: fixed-point numbers in units of 2^-200.
const BITS = 200n;
const ONE = 1n << BITS;
const LN2 = twiceArtanhOfThird();
const STEPS = 64;
/** e^(j / 64), |j| ≤ 64 */
const POWERS = new Map(
  Array.from({ length: 2 * STEPS + 1 }, (_, i) => [i - STEPS, expSeries((ONE * BigInt(i - STEPS)) / BigInt(STEPS))]),
);

/** ln 2 = 2 artanh(1 / 3) = 2 Σ 1 / ((2i + 1) 3^(2i + 1)) */
function twiceArtanhOfThird(): bigint {
  let sum = 0n;
  for (let [power, i] = [ONE / 3n, 1n]; power > 0n; power /= 9n, i += 2n) sum += power / i;
  return 2n * sum;
}

/** e^r = Σ r^i / i! */
function expSeries(r: bigint): bigint {
  let sum = 0n;
  for (let [term, i] = [ONE, 1n]; term !== 0n && term !== -1n; term = ((term * r) >> BITS) / i, i++) sum += term;
  return sum;
}

/** e^x = m 2^k with m in about 0.7 … 1.4; the error is below 2^-190. */
function exactExp(x: number): { m: bigint; k: number } {
  const k = Math.round(x * Math.LOG2E);
  const r = fixed(x) - BigInt(k) * LN2;
  const j = Math.round(Number(r >> (BITS - 60n)) * 2 ** -60 * STEPS);
  const power = POWERS.get(j) ?? 0n;
  return { m: (power * expSeries(r - (ONE * BigInt(j)) / BigInt(STEPS))) >> BITS, k };
}

/** ln x = g + ln(x e^-g), where g is Math.log(x) and the second part is t − t²/2 + … with t of about 2^-50. */
function exactLog(x: number): bigint {
  const { fraction, exponent } = split(x);
  const g = Math.log(fraction);
  const { m, k } = exactExp(-g);
  const t = (((fixed(fraction) * m) >> BITS) * 2n ** BigInt(k + 2)) / 4n - ONE;
  return fixed(g) + BigInt(exponent) * LN2 + t - ((t * t) >> (BITS + 1n)) + (t * t * t) / (3n * ONE * ONE);
}

/** x as a fixed-point number; exact if x is a multiple of 2^-200. */
function fixed(x: number): bigint {
  const { fraction, exponent } = split(x);
  const shift = BITS + BigInt(exponent) - 53n;
  const whole = BigInt(fraction * 2 ** 53);
  return shift >= 0n ? whole << shift : whole >> -shift;
}

/** x = fraction · 2^exponent with 1 ≤ |fraction| < 2; 0 for x = 0. */
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

/** |got − m 2^k| in ulp of the true value, which may be subnormal. */
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

/** The first x at which the kernel decreases, among consecutive doubles around each centre. */
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

const [double, single] = (['float64', 'float32'] as const).map(
  (precision) => instantiateKernels(kernelModule(precision), new SimdMemory().memory).kernels,
);
const { exp, log } = double;
const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: smallest, MAX_VALUE: greatest } = Number;
const SMALLEST_NORMAL = 2 ** -1022;

function sample(seed: number, count: number, draw: (random: Philox) => number): number[] {
  const random = new Philox(seed, 0);
  return Array.from({ length: count }, () => draw(random));
}

/** A positive double with a uniformly random exponent. */
function anyPositive(random: Philox): number {
  return fromBits((BigInt(random.uint32()) << 31n) | (BigInt(random.uint32() >>> 1) % (0x7ffn << 52n))) || smallest;
}

describe('the exact values', () => {
  test('give e and ln 10 to 45 digits', () => {
    // 2.718281828459045235360287471352662497757247093699959… and 2.302585092994045684017991454684364207601101488628772…
    const digits = 10n ** 45n;
    expect((exactExp(1).m * digits) >> (BITS - BigInt(exactExp(1).k))).toBe(
      2718281828459045235360287471352662497757247093n,
    );
    expect((exactLog(10) * digits) >> BITS).toBe(2302585092994045684017991454684364207601101488n);
  });

  test('differ from Math.exp and Math.log by less than 1 ulp', () => {
    const xs = sample(1, 2000, (random) => 1400 * random.uniform() - 700);
    expect(worst(Math.exp, expError, xs).largest).toBeLessThan(1);
    expect(worst(Math.log, logError, xs.map(Math.abs)).largest).toBeLessThan(1);
  });
});

describe('exp in float64', () => {
  test.each<[string, number, (random: Philox) => number]>([
    ['from underflow to overflow', 15_000, (random) => -745.13 + 1454.91 * random.uniform()],
    ['where results are subnormal', 5_000, (random) => -745.13 + 37 * random.uniform()],
    ['for scores minus their maximum', 15_000, (random) => -20 * random.uniform()],
    ['around 0', 10_000, (random) => (random.uniform() - 0.5) * 2 ** -random.integer(60)],
    // Here the reduced argument is largest and k changes.
    [
      'around (k + ½) ln 2',
      15_000,
      (random) => (random.integer(2000) - 1000 + 0.5 + (random.uniform() - 0.5) / 50) * Math.LN2,
    ],
  ])('has an error of at most 0.98 ulp (measured: 0.966; 0.978 over the 500,000 worst) %s', (_, count, draw) => {
    const { largest, at } = worst(
      exp,
      expError,
      sample(2, count, draw).filter((x) => x < 709.782),
    );
    expect(largest, `at ${at}`).toBeLessThan(0.98);
  });

  test.each([
    [0, 1],
    [-0, 1],
    [smallest, 1],
    [-smallest, 1],
    [2 ** -54, 1],
    [infinity, infinity],
    [-infinity, 0],
    [nan, nan],
    [greatest, infinity],
    [-greatest, 0],
    [710, infinity],
    [-746, 0],
    // The last finite result and the first infinite one; the last result above 0 and the first that is 0.
    [709.782712893384, 1.7976931348622732e308],
    [709.7827128933841, infinity],
    [-745.1332191019411, smallest],
    [-745.1332191019412, 0],
    [-744.4400719213812, smallest],
    [-708.3964185322641, SMALLEST_NORMAL],
  ])('e^%d is %d', (x, expected) => {
    // One ulp is allowed at the last finite and the first normal result.
    if (expected > smallest && expected < infinity && expected !== 1) expect(expError(exp(x), x)).toBeLessThan(1);
    else expect(exp(x)).toBe(expected);
  });

  test('never decreases, over 65,536 consecutive doubles in ten places and at every change of k', () => {
    expect(firstDescent(exp, [1, -1, 0.1, -0.3, 5, -20, 300, -709, -740, 709.7], 65_536)).toBeUndefined();
    const changes = Array.from({ length: 2097 }, (_, i) => (i - 1074 + 0.5) * Math.LN2);
    expect(firstDescent(exp, changes, 40)).toBeUndefined();
  });
});

describe('log in float64', () => {
  test.each<[string, number, (random: Philox) => number]>([
    ['for any positive number', 20_000, anyPositive],
    [
      'for subnormal numbers',
      5_000,
      (random) => fromBits(BigInt(random.uint32()) * BigInt(random.integer(2 ** 20) + 1)),
    ],
    ['near 1', 20_000, (random) => 1 + (random.uniform() - 0.5) * 2 ** -random.integer(50)],
    ['for sums of ten exponentials', 20_000, (random) => 1 + 9 * random.uniform()],
    ['around √2 2^k', 10_000, (random) => (1.4 + 0.03 * random.uniform()) * 2 ** (random.integer(2000) - 1000)],
  ])('has an error of at most 0.84 ulp (measured: 0.783; 0.834 over the 300,000 worst) %s', (_, count, draw) => {
    const { largest, at } = worst(
      log,
      logError,
      sample(3, count, draw).filter((x) => x > 0 && x !== 1),
    );
    expect(largest, `at ${at}`).toBeLessThan(0.84);
  });

  test.each([
    [1, 0],
    [0, -infinity],
    [-0, -infinity],
    [infinity, infinity],
    [-infinity, nan],
    [-1, nan],
    [-smallest, nan],
    [nan, nan],
    [greatest, 709.782712893384],
    [smallest, -744.4400719213812],
    [SMALLEST_NORMAL, -708.3964185322641],
    [2, Math.LN2],
    [0.5, -Math.LN2],
  ])('ln %d is %d', (x, expected) => {
    expect(log(x)).toBe(expected);
  });

  test('never decreases, over 65,536 consecutive doubles in ten places and at every change of k', () => {
    expect(firstDescent(log, [1, 0.7, 0.999, 1.1, 2, 5, 20, 300, 1e-300, 1e300], 65_536)).toBeUndefined();
    const changes = Array.from({ length: 2044 }, (_, i) => Math.SQRT2 * 2 ** (i - 1021));
    expect(firstDescent(log, [...changes, SMALLEST_NORMAL], 40)).toBeUndefined();
  });
});

test('both sets of kernels have the same float64 exp and log', () => {
  for (const x of sample(4, 5000, (random) => 50 * random.normal())) {
    expect(single.exp(x)).toBe(exp(x));
    expect(single.log(x)).toBe(log(x));
  }
});

/** |got − exact| in ulp of a float32. */
function singleError(got: number, exact: number): number {
  const { exponent } = split(exact);
  return Math.abs(got - exact) / 2 ** (Math.max(exponent, -126) - 23);
}

describe('in float32', () => {
  const engine = createSimdEngine('float32');

  function sigmoids(xs: Float32Array): Float32Array {
    const x = engine.zeros(1, xs.length);
    const y = engine.zeros(1, xs.length);
    x.data.set(xs);
    engine.activate('sigmoid', y, x);
    return (y.data as Float32Array).subarray(0, xs.length);
  }

  test('sigmoid has an error of at most 0.5001 ulp over every 4,099th float', () => {
    const bits = Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, i) => i * 4099);
    const xs = new Float32Array(bits.buffer);
    const ys = sigmoids(xs);
    let [largest, at, seen] = [0, 0, 0];
    for (const [i, x] of xs.entries()) {
      if (Number.isNaN(x)) continue;
      const exact = 1 / (1 + Math.exp(-x));
      const error = singleError(ys[i], exact);
      if (!(error <= largest)) [largest, at] = [error, x];
      seen++;
    }
    expect(seen).toBeGreaterThan(1_000_000);
    expect(largest, `at ${at}`).toBeLessThan(0.5001);
  });

  test('sigmoid never decreases over 40,000 consecutive floats in ten places', () => {
    for (const centre of [-103.9, -88, -17, -1, -1e-3, 1e-3, 0.5, 1, 8, 16.6]) {
      const bits = new Uint32Array(Float32Array.of(centre).buffer)[0];
      const consecutive = Uint32Array.from({ length: 40_000 }, (_, i) => bits + i - 20_000);
      const xs = new Float32Array(consecutive.buffer);
      if (centre < 0) xs.reverse();
      const ys = sigmoids(xs);
      expect(ys.findIndex((y, i) => y < ys[i - 1])).toBe(-1);
    }
  });

  test.each([
    [0, 0.5],
    [-0, 0.5],
    [1e-45, 0.5],
    [infinity, 1],
    [-infinity, 0],
    [nan, nan],
    [3.4e38, 1],
    [-3.4e38, 0],
    [17.4, 1],
    [-103.9, 2 ** -149], // 1.5e-45
    [-103.97206, 2 ** -149], // just above 2^-150
    [-103.97209, 0],
    [-87.5, Math.fround(1 / (1 + Math.exp(87.5)))], // subnormal: 1.0e-38
  ])('sigmoid of %d is %d', (x, expected) => {
    expect(sigmoids(Float32Array.of(x))[0]).toBe(expected);
  });

  test.each([0.1, 1, 10, 40, 1e4, 1e38])(
    'softmax has an error of at most 0.5001 ulp over 100,000 scores of size %d',
    (size) => {
      const [N, K] = [10_000, 10];
      const random = new Philox(6, 0);
      const [s, y] = [engine.zeros(N, K), engine.zeros(N, K)];
      for (let n = 0; n < N; n++) for (let k = 0; k < K; k++) s.set(n, k, size * random.normal());
      engine.softmax(y, s);
      let largest = 0;
      for (let n = 0; n < N; n++) {
        const row = Array.from({ length: K }, (_, k) => s.get(n, k));
        const max = Math.max(...row);
        const sum = row.reduce((total, score) => total + Math.exp(score - max), 0);
        for (let k = 0; k < K; k++) {
          const error = singleError(y.get(n, k), Math.exp(row[k] - max) / sum);
          if (!(error <= largest)) largest = error;
        }
      }
      expect(largest).toBeLessThan(0.5001);
    },
  );
});

test('sigmoid in float64 has an error of at most 2.5 ulp (measured: 2.20) over 20,000 arguments in −40 … 40', () => {
  const engine = createSimdEngine('float64');
  const xs = sample(7, 20_000, (random) => 80 * random.uniform() - 40);
  const [x, y] = [engine.zeros(1, xs.length), engine.zeros(1, xs.length)];
  x.data.set(xs);
  engine.activate('sigmoid', y, x);
  let largest = 0;
  for (const [i, value] of xs.entries()) {
    const { m, k } = exactExp(-value);
    const exact = (ONE * ONE) / (ONE + (k < 0 ? m >> BigInt(-k) : m << BigInt(k)));
    const binade = exact.toString(2).length - 1;
    const error = ratio(fixed(y.get(0, i)) - exact, 1n << BigInt(binade - 52));
    if (!(error <= largest)) largest = error;
  }
  expect(largest).toBeLessThan(2.5);
});

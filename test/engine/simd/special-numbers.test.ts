import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { arrayOf } from '../engines.js';
import { ALL, PRODUCTS, ROW_BY_ROW, type Shape } from '../operations.js';
import { draw, firstDifference, gamma, Numbers, PRECISIONS, Runner, real, reference } from './bench.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/**
 * float32 may differ from the reference, which computes in float64 and rounds once: an intermediate sum or product beyond
 * 3.4e38 becomes Infinity, and products below 2^-149 are rounded one by one. In both precisions, the bits of a NaN are not
 * compared.
 */
describe.each(PRECISIONS)('simd %s: special values give the same results as in the reference', (precision) => {
  const simd = new Runner(createSimdEngine(precision));
  const oracle = new Runner(reference);
  const singles = [nan, infinity, 0, 2 ** -149, 1e-40, 2 ** -126, 1, 1e30].map(Math.fround);
  const doubles = precision === 'float64' ? [5e-324, 1e-310, 2 ** -1022, 1.7e308] : [];
  const special = [...singles, ...doubles].flatMap((value) => [value, -value]);
  const pairs = special.flatMap((a) => special.map((b): [number, number] => [a, b]));

  /** NaN, infinities and zeros must be equal, signs included. Other numbers may differ by some roundings. */
  function alike(got: number, expected: number): boolean {
    const [stored, smallest] = precision === 'float32' ? [Math.fround(expected), 2 ** -149] : [expected, 5e-324];
    if (!Number.isFinite(stored) || expected === 0) return Object.is(got, stored);
    return Math.abs(got - stored) <= gamma(10, precision) * Math.abs(stored) + smallest;
  }

  test.each(['relu', 'reluGradient', 'sigmoid', 'sgd'])('%s of every pair of special values', (name) => {
    const operation = ALL[name];
    const shape: Shape = [1, 1, pairs.length];
    const [left, right] = [0, 1].map((i) => Float64Array.from(pairs, (pair) => pair[i]));
    const contents = { outputs: [left], inputs: [right, left], t: ndarray(Uint8Array.of(0), [1]) };
    const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, shape, contents));
    const wrong = pairs.filter((_, i) => !alike(got[i], expected[i]));
    expect(wrong).toEqual([]);
  });

  test('sigmoidGradient of every special dout and every value of a sigmoid', () => {
    const ys = [0, 1, 0.5, nan, 2 ** -149, Math.fround(1e-40), 1 - 2 ** -24];
    const all = special.flatMap((dout) => ys.map((y): [number, number] => [dout, y]));
    const [dout, y] = [0, 1].map((i) => Float64Array.from(all, (pair) => pair[i]));
    const contents = { outputs: [dout], inputs: [dout, y], t: ndarray(Uint8Array.of(0), [1]) };
    const shape: Shape = [1, 1, all.length];
    const [got, expected] = [simd, oracle].map((runner) => runner.run(ALL.sigmoidGradient, shape, contents));
    expect(all.filter((_, i) => !alike(got[i], expected[i]))).toEqual([]);
  });

  const inRows = Object.keys(ROW_BY_ROW).filter((name) => /softmax|meanSquared|countCorrect/.test(name));
  test.each(inRows)('%s of rows of any three special values', (name) => {
    const operation = ALL[name];
    const wrong: string[] = [];
    let turn = 0;
    for (const a of special) {
      for (const [b, c] of pairs) {
        const inputs = [Float64Array.of(a, b, c), Float64Array.of(b, c, 0.5)];
        const label = turn++ % 3;
        const contents = { outputs: [inputs[0]], inputs, t: ndarray(Uint8Array.of(label), [1]) };
        const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, [1, 1, 3], contents));
        const last = got.length - 1;
        // A returned number is float64 in both precisions.
        const isLike = (value: number, i: number) =>
          alike(value, expected[i]) ||
          (i === last && Math.abs(value - expected[i]) <= gamma(10, precision) * Math.max(1, Math.abs(expected[i])));
        if (got.length !== expected.length || !got.every(isLike))
          wrong.push(`${[a, b, c]} and ${label}: ${got}, expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(PRODUCTS))('%s with one special value in six', (_, operation) => {
    const plain = special.filter((value) => !(Math.abs(value) > 1 && Number.isFinite(value)));
    const numbers = new Numbers(
      (random) => (random.integer(6) ? real(random) : plain[random.integer(plain.length)]),
      11,
    );
    const labels = new Philox(2, 0);
    let [finite, infinite, nans] = [0, 0, 0];
    const wrong: string[] = [];
    for (let i = 0; i < 400; i++) {
      const shape: Shape = [1 + (i % 5), 1 + (i % 7), 1 + (i % 9)];
      const contents = draw(operation, shape, numbers, labels);
      const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, shape, contents));
      for (const [place, value] of got.entries()) {
        const wanted = expected[place];
        const isOrdinary = Number.isFinite(wanted);
        const isRight = isOrdinary
          ? Math.abs(value - wanted) <= gamma(40, precision) * (Math.abs(wanted) + 4)
          : Object.is(value, wanted);
        if (!isRight) wrong.push(`${shape.join(' × ')}: ${value} at ${place}, expected ${wanted}`);
        if (isOrdinary) finite++;
        else if (Number.isNaN(wanted)) nans++;
        else infinite++;
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(finite, infinite, nans)).toBeGreaterThan(50);
  });

  test('products never give −0, because sums start at +0, and do not flush subnormal numbers to zero', () => {
    const tiny = precision === 'float32' ? 2 ** -149 : 5e-324;
    const [x, W] = [Float64Array.of(-0, 1, -1), Float64Array.of(1, -0, 0)];
    for (const [operation, inputs] of [
      [PRODUCTS.affine, [x, W, Float64Array.of(-0)]],
      [PRODUCTS.affine, [Float64Array.of(1, 1, 0), Float64Array.of(tiny, tiny, 1), Float64Array.of(tiny)]],
    ] as const) {
      const contents = { outputs: [Float64Array.of(0)], inputs: [...inputs], t: ndarray(Uint8Array.of(0), [1]) };
      const [got, expected] = [simd, oracle].map((runner) => runner.run(operation, [1, 3, 1], contents));
      expect(firstDifference(got, expected)).toBeUndefined();
    }
  });
});

test('in float32 an intermediate overflow stays Infinity, while the reference continues in float64', () => {
  const sums = [createSimdEngine('float32'), createReferenceEngine('float32')].map((engine) => {
    const y = engine.zeros(1, 1);
    const ones = arrayOf(engine, [3, 1], [1, 1, 1]);
    engine.affine(y, arrayOf(engine, [1, 3], [3e38, 3e38, -3e38]), ones, engine.zeros(1));
    return y.get(0, 0);
  });
  expect(sums).toEqual([infinity, Math.fround(3e38)]);
});

import { describe, expect, test } from 'vitest';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { ALL, PRODUCTS, ROW_BY_ROW, type Shape } from '../operations.js';
import {
  beyondBound,
  draw,
  firstDifference,
  gamma,
  integer,
  magnitudes,
  Numbers,
  PRECISIONS,
  Runner,
  real,
  reference,
} from './bench.js';

const LARGE: Shape[] = [
  [3, 784, 50],
  [5, 50, 10],
  [2, 784, 800],
  [3, 800, 10],
  [100, 50, 10],
  [50, 17, 50],
];

/**
 * Sizes 1 … 17 in each dimension. Any two dimensions take every pair of sizes; the third follows from them. Pairs are enough,
 * because the kernels work in blocks of two rows by three vectors, so a remainder depends on at most two sizes. All triples of
 * 1 … 9 are in test/engine/shapes.test.ts.
 */
function* productShapes(): Generator<Shape> {
  for (let I = 1; I <= 17; I++) for (let O = 1; O <= 17; O++) yield [1 + ((I + O) % 17), I, O];
  yield* LARGE;
}

function* rowShapes(): Generator<Shape> {
  for (let N = 1; N <= 17; N++) for (let O = 1; O <= 17; O++) yield [N, 1, O];
  yield* LARGE;
}

function shapesOf(name: string): Iterable<Shape> {
  return name in PRODUCTS ? productShapes() : rowShapes();
}

test.each([
  [0, 1],
  [0, 2],
  [1, 2],
])('the shapes for products contain every pair of 1 … 17 in dimensions %d and %d', (a, b) => {
  const pairs = new Set([...productShapes()].map((shape) => `${shape[a]} × ${shape[b]}`));
  for (let i = 1; i <= 17; i++) for (let j = 1; j <= 17; j++) expect(pairs).toContain(`${i} × ${j}`);
});

describe.each(PRECISIONS)('simd %s agrees with reference for sizes 1 … 17, 50, 784 and 800', (precision) => {
  const simd = new Runner(createSimdEngine(precision));
  const oracle = new Runner(reference);
  // Operations that return a fraction of an integer, rounded once.
  const sums = ['meanSquaredError', 'squaredNorm'];
  const rounded = precision === 'float32' ? Math.fround : (value: number) => value;
  const fractions = ['adaGrad', 'rmsProp', 'adam'];
  const transcendental = [
    'sigmoid',
    'sigmoidGradient',
    'softmax',
    'softmaxCrossEntropy',
    'softmaxCrossEntropy with epsilon',
  ];

  test.each(Object.entries(ALL).filter(([name]) => ![...fractions, ...transcendental].includes(name)))(
    '%s of integers has the same bits',
    (name, operation) => {
      const [numbers, labels] = [new Numbers(integer), new Philox(2, 0)];
      const wrong: string[] = [];
      let count = 0;
      for (const shape of shapesOf(name)) {
        const contents = draw(operation, shape, numbers, labels);
        const got = simd.run(operation, shape, contents);
        const expected = oracle.run(operation, shape, contents);
        // A returned number is float64 in both precisions.
        const fault = firstDifference(got, sums.includes(name) ? expected : expected.map(rounded));
        if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
        count++;
      }
      expect(wrong).toEqual([]);
      expect(count).toBe(289 + LARGE.length);
    },
  );

  // Measured: in float64 the bits are the same, because both engines sum in the same order.
  test.each(Object.entries(PRODUCTS))(
    '%s of real numbers is within 1e-13 Σ|a||b|, or γ of float32',
    (name, operation) => {
      const [numbers, labels] = [new Numbers(real, 3), new Philox(2, 0)];
      const wrong: string[] = [];
      for (const shape of shapesOf(name)) {
        const contents = draw(operation, shape, numbers, labels);
        const sums = oracle.run(operation, shape, magnitudes(contents));
        const share = precision === 'float64' ? 1e-13 : gamma(operation.terms?.(shape) ?? 0, precision);
        const fault = beyondBound(
          simd.run(operation, shape, contents),
          oracle.run(operation, shape, contents),
          (i) => share * sums[i],
        );
        if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  // test/engine/optimizers.test.ts tests the optimizers more strictly.
  const others = Object.entries(ROW_BY_ROW).filter(([name]) => !fractions.includes(name));
  test.each(others)('%s of real numbers differs by at most 10 roundings', (name, operation) => {
    const [numbers, labels] = [new Numbers((random) => Math.fround(3 * real(random)), 4), new Philox(2, 0)];
    // These subtract numbers up to 12, so a small difference has a larger relative error.
    const subtracting = ['sgd', 'momentum', 'nesterov', 'movingAverage', 'decay', 'softmaxCrossEntropy'];
    const size = [...subtracting, 'softmaxCrossEntropy with epsilon'].includes(name) ? 12 : 0;
    const wrong: string[] = [];
    for (const shape of rowShapes()) {
      const contents = draw(operation, shape, numbers, labels);
      const expected = oracle.run(operation, shape, contents);
      const share = sums.includes(name) ? gamma(shape[0] * shape[2] + 3, 'float64') : gamma(10, precision);
      const fault = beyondBound(
        simd.run(operation, shape, contents),
        expected,
        (i) => share * (size + Math.abs(expected[i])),
      );
      if (fault) wrong.push(`${shape.join(' × ')}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });
});

import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import type { Labels } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { Philox } from '../../src/random/philox.js';
import { largestDifference, lists } from '../fixtures/arrays.js';
import { arrayOf, ENGINES } from './engines.js';
import { affine, columnSums, type Matrix, matrix, multiply, softmax, transpose } from './naive.js';

/** N × in × out: all triples of 1 … 9, and the sizes of the book's net. */
const SHAPES: [N: number, inputs: number, outputs: number][] = [
  ...Array.from({ length: 729 }, (_, i): [number, number, number] => [
    1 + (i % 9),
    1 + (Math.floor(i / 9) % 9),
    1 + Math.floor(i / 81),
  ]),
  [3, 784, 50],
  [1, 784, 10],
  [5, 50, 10],
  [50, 7, 50],
  [2, 10, 784],
  [100, 50, 10],
];

/** Small integers, many of them zero. Their sums are exact in any order and precision. */
function integers(random: Philox, rows: number, columns: number): Matrix {
  return matrix(rows, columns, () => Math.max(0, random.integer(9) - 4) * (random.integer(2) ? 1 : -1));
}

function reals(random: Philox, rows: number, columns: number, scale = 1): Matrix {
  return matrix(rows, columns, () => Math.fround(scale * random.normal()));
}

function put(engine: Engine, values: Matrix) {
  return arrayOf(engine, [values.length, values[0].length], values.flat());
}

function labelsOf(random: Philox, N: number, K: number): { t: Labels; numbers: number[] } {
  const numbers = Array.from({ length: N }, () => random.integer(K));
  return { t: ndarray(Uint8Array.from(numbers), [N]), numbers };
}

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();
  const tolerance = engine.precision === 'float64' ? 1e-14 : 2e-7;

  test('affine and its gradients are exact for integers, in every shape', () => {
    const wrong: string[] = [];
    const random = new Philox(1, 0);
    for (const [N, inputs, outputs] of SHAPES) {
      const [x, W, dout] = [
        integers(random, N, inputs),
        integers(random, inputs, outputs),
        integers(random, N, outputs),
      ];
      const [b] = integers(random, 1, outputs);
      const [y, dW, db, dx] = [
        engine.zeros(N, outputs),
        engine.zeros(inputs, outputs),
        engine.zeros(outputs),
        engine.zeros(N, inputs),
      ];
      const [X, Wa, D] = [put(engine, x), put(engine, W), put(engine, dout)];
      engine.affine(y, X, Wa, arrayOf(engine, [outputs], b));
      engine.affineParameterGradients(dW, db, X, D);
      engine.affineInputGradient(dx, D, Wa);
      const results: [string, unknown, unknown][] = [
        ['y', lists(y), affine(x, W, b)],
        ['dW', lists(dW), multiply(transpose(x), dout)],
        ['db', lists(db), columnSums(dout)],
        ['dx', lists(dx), multiply(dout, transpose(W))],
      ];
      for (const [name, got, expected] of results) {
        if (!equal(got, expected)) wrong.push(`${name} of ${N} × ${inputs} × ${outputs}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('for real numbers, affine and its gradients differ from the formula only by rounding', () => {
    const random = new Philox(2, 0);
    for (const [N, inputs, outputs] of SHAPES.slice(-6)) {
      const [x, W, dout] = [reals(random, N, inputs), reals(random, inputs, outputs), reals(random, N, outputs)];
      const [b] = reals(random, 1, outputs);
      const [y, dW, db, dx] = [
        engine.zeros(N, outputs),
        engine.zeros(inputs, outputs),
        engine.zeros(outputs),
        engine.zeros(N, inputs),
      ];
      engine.affine(y, put(engine, x), put(engine, W), arrayOf(engine, [outputs], b));
      engine.affineParameterGradients(dW, db, put(engine, x), put(engine, dout));
      engine.affineInputGradient(dx, put(engine, dout), put(engine, W));
      const bound = (length: number) => tolerance * 20 * Math.sqrt(length);
      expect(largestDifference(y, affine(x, W, b).flat())).toBeLessThan(bound(inputs));
      expect(largestDifference(dW, multiply(transpose(x), dout).flat())).toBeLessThan(bound(N));
      expect(largestDifference(db, columnSums(dout))).toBeLessThan(bound(N));
      expect(largestDifference(dx, multiply(dout, transpose(W)).flat())).toBeLessThan(bound(outputs));
    }
  });

  test('softmax with cross-entropy and its gradient equal the formulas, in every shape', () => {
    const random = new Philox(4, 0);
    for (const [N, , K] of SHAPES.filter(([, inputs, K]) => (inputs === 1 || inputs > 9) && K < 256)) {
      const s = reals(random, N, K, 4);
      const { t, numbers } = labelsOf(random, N, K);
      const [y, ds] = [engine.zeros(N, K), engine.zeros(N, K)];
      const expected = softmax(s);
      engine.softmax(y, put(engine, s));
      expect(largestDifference(y, expected.flat())).toBeLessThan(tolerance);

      const loss = engine.softmaxCrossEntropy(y, put(engine, s), t, 0);
      const meanLoss = -numbers.reduce((sum, label, n) => sum + Math.log(expected[n][label]), 0) / N;
      expect(Math.abs(loss - meanLoss)).toBeLessThan(20 * tolerance);
      expect(largestDifference(y, expected.flat())).toBeLessThan(tolerance);
      const withEpsilon = engine.softmaxCrossEntropy(y, put(engine, s), t, 0.01);
      const meanWith = -numbers.reduce((sum, label, n) => sum + Math.log(expected[n][label] + 0.01), 0) / N;
      expect(Math.abs(withEpsilon - meanWith)).toBeLessThan(20 * tolerance);

      engine.softmaxCrossEntropyGradient(ds, y, t);
      const gradient = matrix(N, K, (n, k) => (expected[n][k] - (numbers[n] === k ? 1 : 0)) / N);
      expect(largestDifference(ds, gradient.flat())).toBeLessThan(2 * tolerance);
    }
  });

  test('mean squared error and its gradient equal the formulas, in every shape', () => {
    const random = new Philox(5, 0);
    for (const [N, , K] of SHAPES.filter(([, inputs]) => inputs === 1 || inputs > 9)) {
      const [y, t] = [integers(random, N, K), integers(random, N, K)];
      const dy = engine.zeros(N, K);
      const squares = y.reduce((sum, row, n) => row.reduce((total, v, k) => total + (v - t[n][k]) ** 2, sum), 0);
      expect(engine.meanSquaredError(put(engine, y), put(engine, t))).toBeCloseTo(squares / (2 * N * K), 5);
      engine.meanSquaredErrorGradient(dy, put(engine, y), put(engine, t));
      const gradient = matrix(N, K, (n, k) => (y[n][k] - t[n][k]) / (N * K));
      expect(largestDifference(dy, gradient.flat())).toBeLessThan(4 * tolerance);
    }
  });

  test('countCorrect chooses the first of equal scores, in every shape', () => {
    const random = new Philox(7, 0);
    for (const [N, , K] of SHAPES.filter(([, inputs, K]) => (inputs === 1 || inputs > 9) && K < 256)) {
      const s = integers(random, N, K);
      const { t, numbers } = labelsOf(random, N, K);
      const expected = s.filter((row, n) => row.indexOf(Math.max(...row)) === numbers[n]).length;
      expect(engine.countCorrect(put(engine, s), t)).toBe(expected);
    }
    const ties = put(engine, [[2, 5, 5, 5]]);
    expect([0, 1, 2, 3].map((k) => engine.countCorrect(ties, ndarray(Uint8Array.of(k), [1])))).toEqual([0, 1, 0, 0]);
  });

  test('zeros makes arrays of the engine’s precision that share no memory', () => {
    const [a, b] = [engine.zeros(2, 3), engine.zeros(2, 3)];
    a.set(1, 2, 5);
    expect(a.data).toBeInstanceOf(engine.precision === 'float64' ? Float64Array : Float32Array);
    expect(lists(b)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

/** Compares as JSON, so −0 equals 0. */
function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

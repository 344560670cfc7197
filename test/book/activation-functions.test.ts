import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../src/array.js';
import {
  array,
  identityFunction,
  numericalDerivative,
  relu,
  sigmoid,
  softmax,
  stepFunction,
  zeros,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray } from '../fixtures/arrays.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe.each([
  ['stepFunction', stepFunction, [0, 0, 0, 0, 1, 1, 0]],
  ['relu', relu, [0, 0, 0, 0, 2.5, infinity, nan]],
  ['identityFunction', identityFunction, [-infinity, -1, -0, 0, 2.5, infinity, nan]],
  ['sigmoid', sigmoid, [0, 1 / (1 + Math.E), 0.5, 0.5, 1 / (1 + Math.exp(-2.5)), 1, nan]],
])('%s', (_, h, expected) => {
  const x = [-infinity, -1, -0, 0, 2.5, infinity, nan];

  test('maps numbers', () => {
    for (const [i, value] of x.entries()) {
      if (Number.isNaN(expected[i])) expect(h(value)).toBeNaN();
      else expect(h(value) - expected[i] || 0).toBeCloseTo(0, 15);
    }
  });

  test('maps arrays element by element, and keeps shape, order and precision', () => {
    const matrix = array([x, x.toReversed()]);
    expect(lists(h(matrix))).toEqual([x.map((v) => h(v)), x.toReversed().map((v) => h(v))]);
    const transposed = matrix.transpose(1, 0);
    expect(lists(h(transposed))).toEqual(x.map((v, i) => [h(v), h(x[x.length - 1 - i])]));
    expect(h(zeros([2, 1, 3])).shape).toEqual([2, 1, 3]);
    expect(h(zeros([1], 'float32')).data).toBeInstanceOf(Float32Array);
    expect(h(array([1])).data).toBeInstanceOf(Float64Array);
  });

  test('returns a new array', () => {
    const a: NdArray = array([1, 2]);
    h(a).data.fill(99);
    expect(flat(a)).toEqual([1, 2]);
  });
});

describe('softmax', () => {
  test('does not change when a number is added to all scores', () => {
    const s = randomArray([3, 4], 1);
    const shifted = array((lists(s) as number[][]).map((row) => row.map((v) => v + 1000)));
    expect(largestDifference(softmax(s), softmax(shifted))).toBeLessThan(1e-12);
  });

  test('has the derivative y_i (δ_ij − y_j)', () => {
    const s = [0.3, -1, 2];
    const y = softmax(array(s));
    for (const i of [0, 1, 2]) {
      for (const j of [0, 1, 2]) {
        const derivative = numericalDerivative((v) => softmax(array(s.with(j, v))).get(i), s[j]);
        expect(derivative).toBeCloseTo(y.get(i) * ((i === j ? 1 : 0) - y.get(j)), 8);
      }
    }
  });

  test('is 1 for a single class, NaN for NaN, and works on the rows of three-dimensional arrays', () => {
    expect(lists(softmax(array([[-5], [700]])))).toEqual([[1], [1]]);
    expect(flat(softmax(array([1, nan]))).every(Number.isNaN)).toBe(true);
    const cube = randomArray([2, 3, 4], 1);
    expect(lists(softmax(cube).pick(1, 2, null))).toEqual(lists(softmax(cube.pick(1, 2, null))));
  });
});

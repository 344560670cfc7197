import { describe, expect, test } from 'vitest';
import { array, createReferenceEngine, IdentityWithLoss, oneHot, SoftmaxWithLoss } from '../../src/index.js';
import { randomArray } from '../fixtures/arrays.js';
import { readJson } from '../fixtures/json.js';

/** See loss-differences.py. */
interface Case {
  scale: number;
  above: number[][];
  below: number[][];
  labels: number[];
  targets: number[][];
  crossEntropy: number;
  squaredError: number;
}

const CASES = readJson<Case[]>(import.meta.url, 'loss-differences.json');
const engine = createReferenceEngine('float64');
const softmax = new SoftmaxWithLoss(engine);
const identity = new IdentityWithLoss(engine);

test('the cases range from differences of 1 to 1e-12', () => {
  expect(CASES.map(({ scale }) => scale)).toEqual([1, 1e-3, 1e-6, 1e-9, 1e-12]);
});

describe.each(CASES)('for outputs that differ by about $scale', (c) => {
  const [above, below, labels, targets] = [c.above, c.below, c.labels, c.targets].map((values) => array(values));

  test('SoftmaxWithLoss.difference is correct to 13 digits', () => {
    expect(Math.abs(softmax.difference(above, below, labels) / c.crossEntropy - 1)).toBeLessThan(1e-13);
    expect(softmax.difference(above, below, oneHot(labels, 3))).toBe(softmax.difference(above, below, labels));
  });

  test('IdentityWithLoss.difference is correct to 13 digits', () => {
    expect(Math.abs(identity.difference(above, below, targets) / c.squaredError - 1)).toBeLessThan(1e-13);
  });

  test('both agree with two subtracted losses, up to the rounding of those', () => {
    const lossesOf = (layer: SoftmaxWithLoss | IdentityWithLoss, t: typeof labels) =>
      layer.forward(above, t) - layer.forward(below, t);
    expect(Math.abs(softmax.difference(above, below, labels) - lossesOf(softmax, labels))).toBeLessThan(4e-15);
    expect(Math.abs(identity.difference(above, below, targets) - lossesOf(identity, targets))).toBeLessThan(4e-15);
  });
});

test('subtracting two losses loses digits that difference keeps', () => {
  const { above, below, labels, crossEntropy } = CASES[4];
  const subtracted = softmax.forward(array(above), array(labels)) - softmax.forward(array(below), array(labels));
  expect(Math.abs(subtracted / crossEntropy - 1)).toBeGreaterThan(1e-6);
});

test('difference(a, a) is exactly 0 and difference(b, a) is −difference(a, b)', () => {
  const [a, b] = [randomArray([4, 3], 1), randomArray([4, 3], 2)];
  const t = array([0, 1, 2, 2]);
  expect(softmax.difference(a, a, t)).toBeCloseTo(0, 300);
  expect(identity.difference(a, a, b)).toBeCloseTo(0, 300);
  expect(softmax.difference(b, a, t)).toBeCloseTo(-softmax.difference(a, b, t), 14);
  expect(identity.difference(b, a, randomArray([4, 3], 3))).toBeCloseTo(
    -identity.difference(a, b, randomArray([4, 3], 3)),
    14,
  );
});

import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../src/array.js';
import { Dense } from '../../src/book/dense.js';
import { L2Loss } from '../../src/book/l2-loss.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { numericalGradient } from '../../src/gradient/numerical.js';
import { array } from '../../src/index.js';
import { Relu, Sigmoid } from '../../src/layers/activation.js';
import { Affine } from '../../src/layers/affine.js';
import { IdentityWithLoss } from '../../src/layers/identity-with-loss.js';
import { oneHot } from '../../src/layers/labels.js';
import type { Layer } from '../../src/layers/layer.js';
import type { LossLayer } from '../../src/layers/loss-layer.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Sequential } from '../../src/network/sequential.js';
import { flat, largestDifference, randomArray, weightedSum } from '../fixtures/arrays.js';

const engine = createReferenceEngine('float64');

/** The error of central differences with h = 1e-4 is about h² + 1e-16 / h. */
const TOLERANCE = 1e-7;

function dense(units: number): Dense {
  const layer = new Dense(engine, units);
  let seed = 1;
  layer.initialise((W) => W.data.set(randomArray(W.shape, seed++).data));
  return layer;
}

const LAYERS: [name: string, create: () => Layer][] = [
  ['Affine', () => new Affine(engine, randomArray([4, 3], 1), randomArray([3], 2))],
  ['Affine of one unit', () => new Affine(engine, randomArray([4, 1], 1), randomArray([1], 2))],
  ['Dense', () => dense(3)],
  ['Relu', () => new Relu(engine)],
  ['Sigmoid', () => new Sigmoid(engine)],
  [
    'Sequential of Dense, Relu, Dense, Sigmoid',
    () => new Sequential([dense(6), new Relu(engine), dense(2), new Sigmoid(engine)]),
  ],
  ['an empty Sequential', () => new Sequential()],
];

describe.each(LAYERS)('%s', (_, create) => {
  test.each([1, 2, 7])('computes the gradients of Σ y ⊙ dout for x and every parameter, with %i rows', (N) => {
    const layer = create();
    const x = randomArray([N, 4], 10 + N);
    const dout = randomArray(layer.forward(x).shape, 20);
    const loss = () => weightedSum(layer.forward(x), dout);
    const numericalX = numericalGradient(loss, x);
    const numericalParams = layer.params.map((parameter) => numericalGradient(loss, parameter));
    layer.forward(x);
    const dx = layer.backward(dout) as NdArray;
    expect(dx.shape).toEqual(x.shape);
    expect(largestDifference(dx, numericalX)).toBeLessThan(TOLERANCE);
    expect(Math.hypot(...flat(dx))).toBeGreaterThan(1e-3);
    for (const [i, grad] of layer.grads.entries()) {
      expect(grad.shape).toEqual(layer.params[i].shape);
      expect(largestDifference(grad, numericalParams[i])).toBeLessThan(TOLERANCE);
      expect(Math.hypot(...flat(grad))).toBeGreaterThan(1e-3);
    }
  });

  test('gives the same results after larger and smaller batches', () => {
    const layer = create();
    const x = randomArray([3, 4], 1);
    const dout = randomArray(layer.forward(x).shape, 2);
    const run = () => {
      const y = flat(layer.forward(x));
      return [y, flat(layer.backward(dout) as NdArray), ...layer.grads.map(flat)];
    };
    const first = run();
    for (const N of [9, 1, 4]) {
      const y = layer.forward(randomArray([N, 4], N));
      layer.backward(randomArray(y.shape, N));
    }
    expect(run()).toEqual(first);
  });

  test('does not write to x, to dout or to its parameters', () => {
    const layer = create();
    const x = randomArray([3, 4], 1);
    const dout = randomArray(layer.forward(x).shape, 2);
    const before = [x, dout, ...layer.params].map(flat);
    layer.forward(x);
    layer.backward(dout);
    expect([x, dout, ...layer.params].map(flat)).toEqual(before);
  });

  test('keeps its parameter and gradient arrays, so optimizers can store them', () => {
    const layer = create();
    layer.forward(randomArray([3, 4], 1));
    const [params, grads] = [[...layer.params], [...layer.grads]];
    layer.backward(randomArray(layer.forward(randomArray([5, 4], 1)).shape, 2));
    for (const [i, parameter] of params.entries()) expect(layer.params[i]).toBe(parameter);
    for (const [i, grad] of grads.entries()) expect(layer.grads[i]).toBe(grad);
  });
});

describe('a batch of data rows', () => {
  const bytes = Uint8Array.from({ length: 6 * 4 }, (_, i) => (i % 3 ? 0 : (37 * i) % 256));
  const batch = { rows: engine.rows(bytes, 4, 255), index: Int32Array.of(5, 0, 5, 2) };

  test.each<[string, () => Layer]>([
    ['Affine', () => new Affine(engine, randomArray([4, 3], 1), randomArray([3], 2))],
    ['Dense', () => dense(3)],
  ])('gives %s its parameter gradients, and has no gradient itself', (_, create) => {
    const layer = create();
    const dout = randomArray(layer.forward(batch).shape, 5);
    expect(dout.shape).toEqual([4, 3]);
    const loss = () => weightedSum(layer.forward(batch), dout);
    expect(layer.backward(dout)).toBeNull();
    for (const [i, parameter] of layer.params.entries()) {
      expect(largestDifference(layer.grads[i], numericalGradient(loss, parameter))).toBeLessThan(TOLERANCE);
    }
  });

  test('of another width is rejected', () => {
    const layer = new Affine(engine, randomArray([5, 3], 1), randomArray([3], 2));
    expect(() => layer.forward(batch)).toThrow(RangeError);
  });
});

describe('losses', () => {
  const labels = array([2, 0, 1, 2]);
  const LOSSES: [name: string, layer: LossLayer, t: Parameters<LossLayer['forward']>[1]][] = [
    ['SoftmaxWithLoss of class numbers', new SoftmaxWithLoss(engine), labels],
    ['SoftmaxWithLoss of one-hot rows', new SoftmaxWithLoss(engine), oneHot(labels, 3)],
    ['IdentityWithLoss', new IdentityWithLoss(engine), randomArray([4, 3], 5)],
  ];

  test.each(LOSSES)('%s returns the gradient of its loss and does not write to its arguments', (_, layer, t) => {
    const s = randomArray([4, 3], 4);
    const before = flat(s);
    const numerical = numericalGradient(() => layer.forward(s, t), s);
    layer.forward(s, t);
    const ds = layer.backward();
    expect(ds.shape).toEqual([4, 3]);
    expect(largestDifference(ds, numerical)).toBeLessThan(1e-9);
    expect(flat(s)).toEqual(before);
  });

  test('SoftmaxWithLoss.output returns probabilities, IdentityWithLoss.output the scores', () => {
    const s = array([[0, Math.log(3)]]);
    expect(largestDifference(new SoftmaxWithLoss(engine).output(s), [0.25, 0.75])).toBeLessThan(1e-15);
    expect(flat(new IdentityWithLoss(engine).output(s))).toEqual(flat(s));
  });

  test('epsilon does not change the gradient, as in the book', () => {
    const s = randomArray([4, 3], 4);
    const [exact, book] = [new SoftmaxWithLoss(engine), new SoftmaxWithLoss(engine, 1e-7)];
    exact.forward(s, labels);
    book.forward(s, labels);
    expect(flat(book.backward())).toEqual(flat(exact.backward()));
  });

  test('L2Loss returns the gradient of the sum of ½ (ŷ − y)²', () => {
    const [yHat, y] = [randomArray([5, 1], 1), randomArray([5], 2)];
    const layer = new L2Loss();
    const sum = () => flat(layer.forward(yHat, y)).reduce((total, l) => total + l, 0);
    const numerical = numericalGradient(sum, yHat);
    sum();
    expect(layer.backward().shape).toEqual([5, 1]);
    expect(largestDifference(layer.backward(), numerical)).toBeLessThan(1e-8);
    expect(() => layer.forward(yHat, randomArray([4], 1))).toThrow(RangeError);
  });

  test('IdentityWithLoss rejects targets of another shape', () => {
    const s = randomArray([4, 3], 1);
    for (const shape of [[4], [3, 4], [4, 2], [12]]) {
      expect(() => new IdentityWithLoss(engine).forward(s, randomArray(shape, 2))).toThrow(RangeError);
    }
  });
});

test.each<[string, () => unknown]>([
  ['Affine', () => new Affine(engine, randomArray([4, 3], 1), randomArray([3], 2)).backward(randomArray([1, 3], 1))],
  ['Dense', () => dense(3).backward(randomArray([1, 3], 1))],
  ['Relu', () => new Relu(engine).backward(randomArray([1, 3], 1))],
  ['Sigmoid', () => new Sigmoid(engine).backward(randomArray([1, 3], 1))],
  ['SoftmaxWithLoss', () => new SoftmaxWithLoss(engine).backward()],
  ['IdentityWithLoss', () => new IdentityWithLoss(engine).backward()],
  ['L2Loss', () => new L2Loss().backward()],
])('%s throws if backward is called before forward', (_, backward) => {
  expect(backward).toThrow(/before forward/);
});

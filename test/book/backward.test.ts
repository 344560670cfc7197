import { expect, test } from 'vitest';
import { array } from '../../src/array.js';
import {
  Affine,
  createReferenceEngine,
  Dense,
  IdentityWithLoss,
  L2Loss,
  MatMul,
  Multiply,
  meanSquaredError,
  SoftmaxWithLoss,
} from '../../src/index.js';

const engine = createReferenceEngine('float64');
const [W, b, y] = [array([[1, 2]]), array([0, 0]), array([[1, 2]])];

test.each<[name: string, backward: () => unknown]>([
  ['Affine', () => new Affine(engine, W, b).backward(y)],
  ['Dense', () => new Dense(engine, 2).backward(y)],
  ['IdentityWithLoss', () => new IdentityWithLoss(engine).backward()],
  ['L2Loss', () => new L2Loss().backward()],
  ['MatMul', () => new MatMul(W).backward(y)],
  ['Multiply', () => new Multiply().backward(1)],
  ['SoftmaxWithLoss', () => new SoftmaxWithLoss(engine).backward()],
])('%s.backward throws before forward', (_, backward) => {
  expect(backward).toThrow('before forward');
});

test('arrays whose shapes do not match are rejected', () => {
  expect(() => meanSquaredError(array([1, 2]), array([1]))).toThrow('y is [2] and t is [1], expected equal shapes');
  expect(() => new Multiply().forward(2, array([1, 2]) as never)).toThrow('a node got a number and [2], expected two');
  expect(() => new MatMul(W).forward(array([[1, 2]]))).toThrow('[1,2] times [1,2]: inner lengths differ');
});

test('Dense has neither parameters nor gradients before its first forward', () => {
  const dense = new Dense(engine, 2);
  expect([dense.params, dense.grads]).toEqual([[], []]);
});

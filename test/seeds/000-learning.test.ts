// Chapter 4 of the book: losses, numerical differentiation, learning.
import { describe, expect, test } from 'vitest';
import {
  array,
  crossEntropyError,
  generateBatch,
  gradientDescent,
  meanSquaredError,
  type NdArray,
  numericalDerivative,
  numericalGradient,
  Philox,
  sigmoid,
  softmax,
  TwoLayerNet,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray } from '../fixtures/arrays.js';

describe('mean squared error, Σ (y − t)² / 2N', () => {
  test('of four outputs: (0.5² + 1² + 0² + 2²) / 8', () => {
    expect(meanSquaredError(array([1.5, 2, 3, 6]), array([1, 3, 3, 4]))).toBe(5.25 / 8);
  });

  test('is 0 for correct outputs', () => {
    expect(meanSquaredError(array([1, 2, 3]), array([1, 2, 3]))).toBe(0);
  });

  test('divides by the number of all elements of a matrix, `y.size`', () => {
    expect(
      meanSquaredError(
        array([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        array([
          [0, 2, 3],
          [4, 5, 9],
        ]),
      ),
    ).toBe(10 / 12);
  });
});

describe('cross-entropy of an example: 4 texts, 3 moods', () => {
  const t = [2, 0, 1, 0];
  const oneHotRows = [
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
  ];
  const y = array([
    [0.1, 0.2, 0.7],
    [0.8, 0.1, 0.1],
    [0.3, 0.6, 0.1],
    [0.1, 0.1, 0.8],
  ]);
  const byHand = -(Math.log(0.7) + Math.log(0.8) + Math.log(0.6) + Math.log(0.1)) / 4;
  // np.log(y + 1e-7) of NumPy
  const withEpsilon = -(Math.log(0.7000001) + Math.log(0.8000001) + Math.log(0.6000001) + Math.log(0.1000001)) / 4;

  test('is −¼ (ln 0.7 + ln 0.8 + ln 0.6 + ln 0.1) = 0.848307… from one-hot rows', () => {
    expect(byHand).toBeCloseTo(0.848307, 6);
    expect(crossEntropyError(y, array(oneHotRows), 0)).toBeCloseTo(byHand, 15);
  });

  test('is the same from class numbers, which pick y[n, t[n]]', () => {
    expect(crossEntropyError(y, array(t), 0)).toBeCloseTo(byHand, 15);
  });

  test('adds eps = 1e-7 to each probability by default', () => {
    expect(crossEntropyError(y, array(oneHotRows))).toBeCloseTo(withEpsilon, 15);
    expect(crossEntropyError(y, array(t))).toBeCloseTo(withEpsilon, 15);
    expect(byHand - withEpsilon).toBeGreaterThan(1e-7);
  });

  test('takes a single sample y: [K], its label a one-hot row, a list of one, or a number', () => {
    const first = array([0.1, 0.2, 0.7]);
    const expected = -Math.log(0.7 + 1e-7);
    expect(crossEntropyError(first, array([0, 0, 1]))).toBeCloseTo(expected, 15);
    expect(crossEntropyError(first, array([2]))).toBeCloseTo(expected, 15);
    expect(crossEntropyError(first, 2)).toBeCloseTo(expected, 15);
  });

  test('is −ln 1e-7, not infinite, if the true class has probability 0', () => {
    expect(crossEntropyError(array([[1, 0]]), array([1]))).toBeCloseTo(16.11809565095832, 12);
    expect(crossEntropyError(array([[1, 0]]), array([1]), 0)).toBe(Number.POSITIVE_INFINITY);
  });

  test('refuses a label that is not a class, as NumPy’s indexing does', () => {
    expect(() => crossEntropyError(y, array([2, 0, 3, 0]))).toThrow(RangeError);
    expect(() => crossEntropyError(array([0.1, 0.9]), 2)).toThrow(RangeError);
    expect(() => crossEntropyError(y, array([2, 0, 1]))).toThrow(RangeError);
  });
});

describe('numerical derivative, (f(x + h) − f(x − h)) / 2h', () => {
  const f = (x: number) => 0.01 * x ** 2 + 0.1 * x;

  test.each([
    [5, 0.2],
    [10, 0.3],
  ])('of 0.01 x² + 0.1 x at %d is %d', (x, expected) => {
    expect(numericalDerivative(f, x)).toBeCloseTo(expected, 10);
  });

  test('is central: exact for x² with any h, unlike a forward difference', () => {
    expect(numericalDerivative((x) => x ** 2, 3, 0.5)).toBe(6);
  });

  test('has h = 1e-4 by default: x³ at 0 gives h²', () => {
    expect(numericalDerivative((x) => x ** 3, 0)).toBeCloseTo(1e-8, 20);
  });
});

describe('numerical gradient, of vectors and matrices', () => {
  const sumOfSquares = (x: NdArray) => flat(x).reduce((sum, v) => sum + v * v, 0);

  test.each([
    [
      [3, 4],
      [6, 8],
    ],
    [
      [0, 2],
      [0, 4],
    ],
    [
      [3, 0],
      [6, 0],
    ],
  ])('of x0² + x1² at %j is %j', (x, expected) => {
    expect(largestDifference(numericalGradient(sumOfSquares, array(x)), expected)).toBeLessThan(1e-9);
  });

  test('of Σ w ⊙ x is w, in x’s shape, for one, two and three dimensions', () => {
    for (const shape of [[5], [3, 4], [2, 3, 4]]) {
      const w = randomArray(shape, 1);
      const x = randomArray(shape, 2);
      const grad = numericalGradient((v) => flat(v).reduce((sum, value, i) => sum + value * w.data[i], 0), x);
      expect(grad.shape).toEqual(shape);
      expect(largestDifference(grad, w)).toBeLessThan(1e-10);
    }
  });

  test('of a matrix has ∂L/∂W_ij in row i, column j', () => {
    const W = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const grad = numericalGradient((w) => w.get(0, 2) * w.get(1, 0), W);
    expect(
      largestDifference(
        grad,
        array([
          [0, 0, 4],
          [3, 0, 0],
        ]),
      ),
    ).toBeLessThan(1e-10);
  });

  test('of a view with strides moves only the elements of the view', () => {
    const whole = array([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
    const view = whole.transpose(1, 0).lo(1, 0).step(2, 1); // columns 1 and 3 as rows
    const grad = numericalGradient(() => sumOfSquares(whole), view);
    expect(
      largestDifference(
        grad,
        array([
          [4, 12, 20],
          [8, 16, 24],
        ]),
      ),
    ).toBeLessThan(1e-8);
  });

  test('restores every element bit for bit, even if f throws', () => {
    const x = randomArray([3, 3], 7);
    const before = flat(x);
    numericalGradient(sumOfSquares, x);
    expect(flat(x)).toEqual(before);
    let calls = 0;
    const failing = () => {
      if (++calls === 4) throw new Error('stop');
      return 0;
    };
    expect(() => numericalGradient(failing, x)).toThrow('stop');
    expect(flat(x)).toEqual(before);
  });

  test('evaluates f twice for each element, at x + h and at x − h', () => {
    const seen: number[][] = [];
    numericalGradient((x) => seen.push(flat(x)), array([1, 2]), 0.25);
    expect(seen).toEqual([
      [1.25, 2],
      [0.75, 2],
      [1, 2.25],
      [1, 1.75],
    ]);
  });
});

describe('gradient descent, x ← x − lr ∂f/∂x', () => {
  const f = (x: NdArray) => x.get(0) ** 2 + x.get(1) ** 2;
  const start = () => array([-3, 4]);

  test('finds the minimum of x0² + x1² from (−3, 4) with lr 0.1 in 100 steps', () => {
    const x = gradientDescent(f, start(), 0.1, 100);
    // each step multiplies by 1 − 2 · 0.1
    expect(x.get(0)).toBeCloseTo(-3 * 0.8 ** 100, 12);
    expect(x.get(1)).toBeCloseTo(4 * 0.8 ** 100, 12);
    expect(largestDifference(x, [0, 0])).toBeLessThan(1e-9);
  });

  test('diverges with a learning rate of 10', () => {
    expect(Math.hypot(...flat(gradientDescent(f, start(), 10, 100)))).toBeGreaterThan(1e6);
  });

  test('hardly moves with a learning rate of 1e-10', () => {
    expect(largestDifference(gradientDescent(f, start(), 1e-10, 100), start())).toBeLessThan(1e-6);
  });

  test('takes 100 steps with lr 0.01 by default, and does not change the starting point', () => {
    const initX = start();
    const x = gradientDescent(f, initX);
    expect(x.get(0)).toBeCloseTo(-3 * 0.98 ** 100, 9);
    expect(flat(initX)).toEqual([-3, 4]);
  });
});

describe('TwoLayerNet, learning by numerical gradients', () => {
  const small = () => new TwoLayerNet(4, 3, 2, { activation: 'sigmoid', random: new Philox(3, 0), weightInitStd: 1 });
  const x = randomArray([5, 4], 10);
  const t = array([0, 1, 1, 0, 1]);

  test('has W1, b1, W2, b2 of 784-50-10 by default: weights 0.01 · randn, biases 0', () => {
    const { params } = new TwoLayerNet();
    expect(Object.entries(params).map(([name, p]) => [name, p.shape])).toEqual([
      ['W1', [784, 50]],
      ['b1', [50]],
      ['W2', [50, 10]],
      ['b2', [10]],
    ]);
    const W1 = flat(params.W1);
    expect(Math.sqrt(W1.reduce((sum, w) => sum + w * w, 0) / W1.length)).toBeCloseTo(0.01, 3);
    expect(new Set([...flat(params.b1), ...flat(params.b2)])).toEqual(new Set([0]));
  });

  test('predicts softmax(sigmoid(x W1 + b1) W2 + b2), the classes of each row adding up to 1', () => {
    const net = small();
    net.params.b1.set(1, 0.5);
    net.params.b2.set(0, -0.25);
    const { W1, b1, W2, b2 } = net.params;
    const dot = (a: NdArray, b: NdArray, bias: NdArray) =>
      array(
        Array.from({ length: a.shape[0] }, (_, n) =>
          Array.from({ length: b.shape[1] }, (_, j) => {
            let sum = bias.get(j);
            for (let i = 0; i < a.shape[1]; i++) sum += a.get(n, i) * b.get(i, j);
            return sum;
          }),
        ),
      );
    const expected = softmax(dot(sigmoid(dot(x, W1, b1)), W2, b2));
    const y = net.predict(x);
    expect(y.shape).toEqual([5, 2]);
    expect(largestDifference(y, expected)).toBeLessThan(1e-15);
    for (let n = 0; n < 5; n++) expect(y.get(n, 0) + y.get(n, 1)).toBeCloseTo(1, 15);
  });

  test('loss is crossEntropyError(predict(x), t), for class numbers and one-hot rows', () => {
    const net = small();
    const oneHotRows = array([
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    const expected = crossEntropyError(net.predict(x), t, 0);
    expect(net.loss(x, t)).toBeCloseTo(expected, 14);
    expect(net.loss(x, oneHotRows)).toBe(net.loss(x, t));
  });

  test('starts near ln 10, the loss of guessing one of ten', () => {
    const net = new TwoLayerNet();
    expect(net.loss(randomArray([20, 784], 1), array(Array.from({ length: 20 }, (_, n) => n % 10)))).toBeCloseTo(
      Math.log(10),
      1,
    );
  });

  test('accuracy is the fraction of rows whose largest output is that of the label', () => {
    const net = small();
    const rows = lists(net.predict(x)) as number[][];
    const best = rows.map(([first, second]) => (second > first ? 1 : 0));
    const oneWrong = best.map((k, n) => (n === 3 ? 1 - k : k));
    expect(net.accuracy(x, array(best))).toBe(1);
    expect(net.accuracy(x, array(oneWrong))).toBe(0.8);
    expect(net.accuracy(x, array(oneWrong.map((k) => [1 - k, k])))).toBe(0.8);
  });

  test('has numerical gradients in the shapes of the parameters, equal to those of the loss', () => {
    const net = small();
    const grads = net.numericalGradient(x, t);
    expect(Object.keys(grads)).toEqual(['W1', 'b1', 'W2', 'b2']);
    for (const [name, parameter] of Object.entries(net.params)) {
      const expected = numericalGradient(() => net.loss(x, t), parameter);
      expect(grads[name].shape).toEqual(parameter.shape);
      expect(largestDifference(grads[name], expected)).toBeLessThan(1e-10);
      expect(Math.hypot(...flat(grads[name]))).toBeGreaterThan(1e-3);
    }
  });

  test('θ ← θ − α ∂L/∂θ lowers the loss', () => {
    const net = small();
    const losses = [net.loss(x, t)];
    for (let step = 0; step < 10; step++) {
      const grads = net.numericalGradient(x, t);
      for (const [name, parameter] of Object.entries(net.params)) {
        for (let i = 0; i < parameter.size; i++) parameter.data[i] -= 0.5 * grads[name].data[i];
      }
      losses.push(net.loss(x, t));
    }
    for (let step = 1; step < losses.length; step++) expect(losses[step]).toBeLessThan(losses[step - 1]);
  });
});

describe('generate_batch', () => {
  const X = array(Array.from({ length: 25 }, (_, i) => [i, -i, i * i]));
  const t = array(Array.from({ length: 25 }, (_, i) => 100 + i));
  const batches = (seed: number) => [...generateBatch(X, t, 10, new Philox(seed, 0))];

  test('divides the set into batches of 10; the last has the rest', () => {
    expect(batches(1).map(({ x, t }) => [x.shape, t.shape])).toEqual([
      [[10, 3], [10]],
      [[10, 3], [10]],
      [[5, 3], [5]],
    ]);
  });

  test('gives every sample exactly once, with its own label', () => {
    const pairs = batches(1).flatMap(({ x, t }) =>
      Array.from({ length: t.shape[0] }, (_, n) => [...(lists(x.pick(n)) as number[]), t.get(n)]),
    );
    expect(pairs.toSorted((a, b) => a[0] - b[0])).toEqual(
      Array.from({ length: 25 }, (_, i) => [i, i === 0 ? -0 : -i, i * i, 100 + i]),
    );
  });

  test('comes in a random order, the same for the same seed', () => {
    const order = (seed: number) => batches(seed).flatMap(({ t }) => flat(t));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1)).not.toEqual(flat(t));
  });

  test('copies the samples: writing to a batch does not change the set', () => {
    const before = flat(X);
    for (const { x } of batches(1)) x.data.fill(99);
    expect(flat(X)).toEqual(before);
  });

  test('keeps the shape of images with more dimensions', () => {
    const images = randomArray([4, 1, 2, 2], 5);
    const numbers = array([0, 1, 2, 3]);
    for (const { x, t } of generateBatch(images, numbers, 3, new Philox(1, 0))) {
      expect(x.shape.slice(1)).toEqual([1, 2, 2]);
      for (let n = 0; n < t.shape[0]; n++) expect(flat(x.pick(n))).toEqual(flat(images.pick(t.get(n))));
    }
  });
});

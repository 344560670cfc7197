// Chapter 5 of the book: multiplication and addition layers, Relu, Sigmoid, Affine, SoftmaxWithLoss.
import { describe, expect, test } from 'vitest';
import {
  Add,
  Affine,
  array,
  BatchSampler,
  createReferenceEngine,
  crossEntropyError,
  iterationsPerEpoch,
  Multiply,
  type NdArray,
  numericalDerivative,
  numericalGradient,
  oneHot,
  Philox,
  Relu,
  Sgd,
  Sigmoid,
  SoftmaxWithLoss,
  sigmoid,
  softmax,
  TwoLayerNet,
  zeros,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray, weightedSum } from '../fixtures/arrays.js';

const engine = createReferenceEngine('float64');

describe('multiplication and addition layers', () => {
  test('two apples at 100 and three oranges at 150 with 10 % tax cost 715', () => {
    const apple = new Multiply<number>();
    const orange = new Multiply<number>();
    const fruit = new Add<number>();
    const tax = new Multiply<number>();

    const applePrice = apple.forward(100, 2);
    const orangePrice = orange.forward(150, 3);
    const allPrice = fruit.forward(applePrice, orangePrice);
    const price = tax.forward(allPrice, 1.1);
    expect(price).toBeCloseTo(715, 12);

    const { dx: dAllPrice, dy: dTax } = tax.backward(1);
    const { dx: dApplePrice, dy: dOrangePrice } = fruit.backward(dAllPrice);
    const { dx: dOrange, dy: dOrangeNumber } = orange.backward(dOrangePrice);
    const { dx: dApple, dy: dAppleNumber } = apple.backward(dApplePrice);
    const gradients = [dAppleNumber, dApple, dOrange, dOrangeNumber, dTax];
    for (const [i, expected] of [110, 2.2, 3.3, 165, 650].entries()) expect(gradients[i]).toBeCloseTo(expected, 12);

    const priceOf = ([n, a, o, m, t]: number[]) => (n * a + o * m) * t;
    const at = [2, 100, 150, 3, 1.1];
    const numerical = at.map((_, i) => numericalDerivative((v) => priceOf(at.with(i, v)), at[i]));
    for (const [i, gradient] of gradients.entries()) expect(gradient).toBeCloseTo(numerical[i], 6);
  });

  test('f = x y z has ∂f/∂x = yz, ∂f/∂y = xz, ∂f/∂z = xy', () => {
    const [first, second] = [new Multiply<number>(), new Multiply<number>()];
    expect(second.forward(first.forward(2, 3), 5)).toBe(30);
    const { dx: dxy, dy: dz } = second.backward(1);
    const { dx, dy } = first.backward(dxy);
    expect([dx, dy, dz]).toEqual([15, 10, 6]);
  });

  test('Multiply needs a forward before its backward', () => {
    expect(() => new Multiply().backward(1)).toThrow('backward before forward');
  });
});

describe('Relu', () => {
  const x = array([
    [1, -0.5, 0],
    [-2, 3, 1e-300],
  ]);

  test('passes values above 0', () => {
    expect(lists(new Relu(engine).forward(x))).toEqual([
      [1, 0, 0],
      [0, 3, 1e-300],
    ]);
  });

  test('is a switch: backward passes the gradient where x > 0 and stops it where x ≤ 0', () => {
    const layer = new Relu(engine);
    layer.forward(x);
    expect(
      lists(
        layer.backward(
          array([
            [10, 20, 30],
            [40, -50, 60],
          ]),
        ),
      ),
    ).toEqual([
      [10, 0, 0],
      [0, -50, 60],
    ]);
  });

  test('does not write to x or dout, unlike the book’s', () => {
    const layer = new Relu(engine);
    const before = flat(x);
    layer.forward(x);
    const dout = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    layer.backward(dout);
    expect(flat(x)).toEqual(before);
    expect(flat(dout)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('Sigmoid', () => {
  test('has the derivative S (1 − S)', () => {
    const x = array([[-3, -0.5, 0, 2, 8]]);
    const layer = new Sigmoid(engine);
    expect(lists(layer.forward(x))).toEqual(lists(sigmoid(x)));
    const dx = layer.backward(array([[1, 1, 1, 1, 1]]));
    expect(
      largestDifference(
        dx,
        flat(x).map((v) => sigmoid(v) * (1 - sigmoid(v))),
      ),
    ).toBeLessThan(1e-15);
    expect(
      largestDifference(
        dx,
        flat(x).map((v) => numericalDerivative(sigmoid, v)),
      ),
    ).toBeLessThan(1e-9);
  });

  test('multiplies it by the incoming gradient', () => {
    const layer = new Sigmoid(engine);
    layer.forward(array([[0, 0]]));
    expect(lists(layer.backward(array([[4, -8]])))).toEqual([[1, -2]]);
  });
});

describe('Affine', () => {
  const W = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const b = array([10, 20, 30]);

  test('a single row x: [2] gives y: [3], and dout: [3] gives dx: [2]', () => {
    const layer = new Affine(engine, W, b);
    const y = layer.forward(array([1, -1]));
    expect(y.shape).toEqual([3]);
    expect(lists(y)).toEqual([7, 17, 27]);
    const dx = layer.backward(array([1, 0, 2])) as NdArray;
    expect(dx.shape).toEqual([2]);
    expect(lists(dx)).toEqual([7, 16]);
    expect(lists(layer.dW)).toEqual([
      [1, 0, 2],
      [-1, 0, -2],
    ]);
    expect(lists(layer.db)).toEqual([1, 0, 2]);
  });

  test('a batch: dx = dout Wᵀ, dW = xᵀ dout, db = the sum over the batch', () => {
    const layer = new Affine(engine, W, b);
    const x = array([
      [1, 0],
      [0, 1],
      [2, 2],
    ]);
    expect(lists(layer.forward(x))).toEqual([
      [11, 22, 33],
      [14, 25, 36],
      [20, 34, 48],
    ]);
    const dout = array([
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 1],
    ]);
    expect(lists(layer.backward(dout) as NdArray)).toEqual([
      [1, 4],
      [2, 5],
      [6, 15],
    ]);
    expect(lists(layer.dW)).toEqual([
      [3, 2, 2],
      [2, 3, 2],
    ]);
    expect(lists(layer.db)).toEqual([2, 2, 1]);
  });

  test('agrees with numerical gradients of x, W and b', () => {
    const [x, dout] = [randomArray([6, 2], 1), randomArray([6, 3], 2)];
    const layer = new Affine(engine, randomArray([2, 3], 3), randomArray([3], 4));
    const loss = () => weightedSum(layer.forward(x), dout);
    loss();
    const dx = array(lists(layer.backward(dout) as NdArray));
    expect(largestDifference(dx, numericalGradient(loss, x))).toBeLessThan(1e-9);
    expect(largestDifference(layer.dW, numericalGradient(loss, layer.W))).toBeLessThan(1e-9);
    expect(largestDifference(layer.db, numericalGradient(loss, layer.b))).toBeLessThan(1e-9);
  });
});

describe('SoftmaxWithLoss', () => {
  const s = array([
    [0.3, 2.9, 4],
    [1, 1, 1],
  ]);
  const labels = array([2, 0]);

  test('is the cross-entropy of the softmax, from labels and from one-hot rows', () => {
    const expected = crossEntropyError(softmax(s), labels, 0);
    expect(new SoftmaxWithLoss(engine).forward(s, labels)).toBeCloseTo(expected, 15);
    expect(new SoftmaxWithLoss(engine).forward(s, oneHot(labels, 3))).toBeCloseTo(expected, 15);
  });

  test.each([
    ['labels', labels],
    ['one-hot rows', oneHot(labels, 3)],
  ])('returns (y − t) / N for %s', (_, t) => {
    const layer = new SoftmaxWithLoss(engine);
    layer.forward(s, t);
    const y = softmax(s);
    const expected = [
      [y.get(0, 0) / 2, y.get(0, 1) / 2, (y.get(0, 2) - 1) / 2],
      [-1 / 3, 1 / 6, 1 / 6],
    ];
    expect(largestDifference(layer.backward(), array(expected))).toBeLessThan(1e-15);
    expect(
      largestDifference(
        layer.backward(),
        numericalGradient(() => layer.forward(s, t), s),
      ),
    ).toBeLessThan(1e-9);
  });

  test('has the loss of the book’s code, −ln(y + 1e-7), on request', () => {
    const epsilon = 1e-7;
    const hopeless = array([[0, 40]]);
    expect(new SoftmaxWithLoss(engine, epsilon).forward(s, labels)).toBeCloseTo(
      crossEntropyError(softmax(s), labels),
      15,
    );
    expect(new SoftmaxWithLoss(engine, epsilon).forward(hopeless, array([0]))).toBeCloseTo(-Math.log(epsilon), 9);
    expect(new SoftmaxWithLoss(engine).forward(hopeless, array([0]))).toBe(40);
  });

  test('refuses labels that do not fit the scores', () => {
    for (const t of [
      array([0]),
      array([0, 1, 2]),
      array([0, 3]),
      array([
        [1, 0],
        [0, 1],
      ]),
    ]) {
      expect(() => new SoftmaxWithLoss(engine).forward(s, t)).toThrow(RangeError);
    }
  });
});

describe('TwoLayerNet with back-propagation', () => {
  const net = () => new TwoLayerNet(20, 6, 10, { activation: 'relu', weightInitStd: 0.5, random: new Philox(1, 0) });
  const x = randomArray([3, 20], 2);
  const t = array([4, 0, 9]);

  test('has the layers Affine1, Relu1, Affine2 and a last layer', () => {
    const { layers, lastLayer } = net();
    expect([...layers.keys()]).toEqual(['Affine1', 'Relu1', 'Affine2']);
    expect(lastLayer).toBeInstanceOf(SoftmaxWithLoss);
  });

  test.each([
    ['labels', t],
    ['one-hot rows', oneHot(t, 10)],
  ])('its gradient and its numerical gradient differ by less than 1e-9 on average, for %s', (_, labels) => {
    const network = net();
    const numerical = network.numericalGradient(x, labels);
    const backprop = network.gradient(x, labels).grads;
    for (const key of ['W1', 'b1', 'W2', 'b2']) {
      const differences = flat(backprop[key]).map((value, i) => Math.abs(value - flat(numerical[key])[i]));
      expect(differences.reduce((sum, d) => sum + d, 0) / differences.length).toBeLessThan(1e-9);
      expect(Math.hypot(...flat(backprop[key]))).toBeGreaterThan(1e-2);
    }
  });

  test('learns in the book’s loop: draw, gradient, update, loss, accuracies each epoch', () => {
    const random = new Philox(9, 0);
    const trainSize = 120;
    const tTrain = array(Array.from({ length: trainSize }, (_, n) => n % 10));
    const xTrain = zeros([trainSize, 20]);
    for (let n = 0; n < trainSize; n++) {
      for (let i = 0; i < 20; i++) xTrain.set(n, i, (i % 10 === n % 10 ? 1 : 0) + 0.15 * random.normal());
    }
    const network = new TwoLayerNet(20, 15, 10, { weightInitStd: 0.3, random });
    const sgd = new Sgd(network.engine);
    const iterPerEpoch = iterationsPerEpoch(trainSize, 20, 'replacement');
    const losses: number[] = [];
    const accuracies: number[] = [];
    const batches = new BatchSampler(trainSize, 20, 'replacement', random);
    for (let i = 0; i < 301; i++) {
      const mask = [...batches.next()];
      const xBatch = array(mask.map((row) => flat(xTrain.pick(row, null))));
      const tBatch = array(mask.map((row) => tTrain.get(row)));
      sgd.update(network.params, network.gradient(xBatch, tBatch).grads, 0.5);
      losses.push(network.loss(xBatch, tBatch));
      if (i % iterPerEpoch === 0) accuracies.push(network.accuracy(xTrain, tTrain));
    }
    expect(accuracies).toHaveLength(51);
    expect(accuracies[0]).toBeLessThan(0.5);
    expect(accuracies.at(-1)).toBeGreaterThan(0.99);
    expect(losses[0]).toBeGreaterThan(1.5);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});

// Chapters 3 and 4 of the book: tensors, activations, losses, mini-batches, training.
import { describe, expect, test } from 'vitest';
import {
  array,
  BatchSampler,
  crossEntropyError,
  gradientDescent,
  identityFunction,
  iterationsPerEpoch,
  loadMnist,
  meanSquaredError,
  type NdArray,
  NumpyRandom,
  numericalGradient,
  oneHot,
  Philox,
  relu,
  sigmoid,
  softmax,
  stepFunction,
  TwoLayerNet,
  zeros,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray } from '../fixtures/arrays.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';

describe('tensors', () => {
  const matrix = [
    [5, 78, 2, 34, 0],
    [6, 79, 3, 35, 1],
    [7, 80, 4, 36, 2],
  ];

  test.each([
    ['a scalar', 1, 0, []],
    ['a vector', [1, 2, 3, 4, 5], 1, [5]],
    ['a matrix', matrix, 2, [3, 5]],
    ['three matrices', [matrix, matrix, matrix], 3, [3, 3, 5]],
    ['a list of those', [[matrix], [matrix]], 4, [2, 1, 3, 5]],
  ])('%s', (_, values, dimension, shape) => {
    const x = array(values);
    expect(x.dimension).toBe(dimension);
    expect(x.shape).toEqual(shape);
    expect(lists(x)).toEqual(values);
  });

  test('a matrix has rows along the first axis and columns along the second', () => {
    const x = array(matrix);
    expect(flat(x.pick(0, null))).toEqual([5, 78, 2, 34, 0]);
    expect(flat(x.pick(null, 0))).toEqual([5, 6, 7]);
  });
});

describe('a neuron, y = h(w1 x1 + w2 x2 + b)', () => {
  test('with the weights of AND fires only for (1, 1)', () => {
    const neuron = (x1: number, x2: number) => stepFunction(0.5 * x1 + 0.5 * x2 - 0.7);
    expect([neuron(0, 0), neuron(1, 0), neuron(0, 1), neuron(1, 1)]).toEqual([0, 0, 0, 1]);
  });
});

describe('activation functions', () => {
  const x = [-2, -1, -0, 0, 0.5, 3];

  test.each([
    ['step', stepFunction, [0, 0, 0, 0, 1, 1]],
    ['relu', relu, [0, 0, 0, 0, 0.5, 3]],
    ['identity', identityFunction, x],
    ['sigmoid', sigmoid, x.map((v) => 1 / (1 + Math.exp(-v)))],
  ])('%s of numbers and of arrays', (_, h, expected) => {
    expect(x.map((v) => h(v) + 0)).toEqual(expected.map((v) => v + 0));
    expect(lists(h(array([x, x])))).toEqual([x.map((v) => h(v)), x.map((v) => h(v))]);
  });

  test('sigmoid is ½ at 0, symmetrical about it, and ends at 0 and 1 without a NaN', () => {
    expect(sigmoid(0)).toBe(0.5);
    for (const v of [0.1, 1, 5, 30]) expect(sigmoid(v) + sigmoid(-v)).toBeCloseTo(1, 15);
    expect([sigmoid(-1000), sigmoid(1000)]).toEqual([0, 1]);
    // the book's figures
    expect(largestDifference(sigmoid(array([-1, 1, 2])), [0.26894142, 0.73105858, 0.88079708])).toBeLessThan(5e-9);
  });

  test('do not change their argument', () => {
    const a = array([-1, 2]);
    for (const h of [stepFunction, relu, identityFunction, sigmoid, softmax]) h(a);
    expect(flat(a)).toEqual([-1, 2]);
  });
});

describe('softmax, e^a_k / Σ e^a_i', () => {
  test('of (0.3, 2.9, 4.0) is the book’s (0.01821127, 0.24519181, 0.73659691)', () => {
    const y = softmax(array([0.3, 2.9, 4]));
    expect(largestDifference(y, [0.01821127, 0.24519181, 0.73659691])).toBeLessThan(5e-9);
  });

  test.each([
    [[1010, 1000, 990]],
    [[-1010, -1000, -990]],
    [[1e308, 1e308, 1e308]],
    [[-1e308, 0, 1e308]],
    [[-750, -760, -800]],
  ])('of %j does not overflow and sums to 1', (scores) => {
    const y = flat(softmax(array(scores)));
    expect(y.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(y.reduce((sum, p) => sum + p)).toBeCloseTo(1, 15);
  });

  test('of (1010, 1000, 990) is that of (20, 10, 0): only differences count', () => {
    const y = softmax(array([1010, 1000, 990]));
    expect(flat(y)).toEqual(flat(softmax(array([20, 10, 0]))));
    // the book's figures
    expect(largestDifference(y, [0.9999546, 4.53978686e-5, 2.06106005e-9])).toBeLessThan(1e-9);
  });

  test('of a batch is that of each row', () => {
    const rows = randomArray([4, 5], 3);
    const y = softmax(rows);
    for (let n = 0; n < 4; n++) expect(flat(y.pick(n, null))).toEqual(flat(softmax(rows.pick(n, null))));
  });

  test('of a view with strides is in the view’s order', () => {
    const columns = array([
      [1, 10],
      [2, 20],
      [3, 30],
    ]).transpose(1, 0);
    expect(lists(softmax(columns))).toEqual(
      [1, 10].map((scale) => lists(softmax(array([scale, 2 * scale, 3 * scale])))),
    );
  });
});

describe('losses of the book’s example, a picture of a 2', () => {
  const t = array([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const saysTwo = array([0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]);
  const saysSeven = array([0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0]);

  test.each([
    ['0.0975 when the net says 2', saysTwo, 0.0975],
    ['0.5975 when the net says 7', saysSeven, 0.5975],
  ])('½ Σ (y − t)² is %s', (_, y, expected) => {
    expect(meanSquaredError(y, t, { reduction: 'sum' })).toBeCloseTo(expected, 15);
  });

  test.each([
    ['0.510825457… when the net says 2', saysTwo, 0.510825457099338],
    ['2.302584092… when the net says 7', saysSeven, 2.302584092994546],
  ])('−Σ t ln(y + 1e-7) is %s', (_, y, expected) => {
    expect(crossEntropyError(y, t)).toBeCloseTo(expected, 14);
    expect(crossEntropyError(y, 2)).toBeCloseTo(expected, 14);
  });

  test('of a mini-batch is the mean over its samples, for one-hot rows and for labels', () => {
    const y = array([flat(saysTwo), flat(saysSeven), flat(saysTwo)]);
    const labels = array([2, 2, 7]);
    const expected =
      (crossEntropyError(saysTwo, 2) + crossEntropyError(saysSeven, 2) + crossEntropyError(saysTwo, 7)) / 3;
    expect(crossEntropyError(y, labels)).toBeCloseTo(expected, 15);
    expect(crossEntropyError(y, oneHot(labels, 10))).toBe(crossEntropyError(y, labels));
  });

  test('weighs every class if t is a distribution', () => {
    const y = array([[0.5, 0.25, 0.25]]);
    const expected = -(0.2 * Math.log(0.5) + 0.8 * Math.log(0.25));
    expect(crossEntropyError(y, array([[0.2, 0.8, 0]]), 0)).toBeCloseTo(expected, 15);
  });
});

describe('mini-batch: np.random.choice(60000, 10)', () => {
  test('gives NumPy’s numbers after np.random.seed(0)', () => {
    const batch = new BatchSampler(60_000, 8, 'replacement', new NumpyRandom(0)).next();
    expect([...batch]).toEqual([2732, 43567, 42613, 52416, 45891, 21243, 30403, 32103]);
  });

  test('draws with replacement: 30 of 10 rows repeat some and stay within 0 … 9', () => {
    const batch = new BatchSampler(10, 30, 'replacement', new Philox(1, 0)).next();
    expect(batch).toHaveLength(30);
    expect(new Set(batch).size).toBeLessThanOrEqual(10);
    expect([...batch].every((row) => row >= 0 && row < 10)).toBe(true);
  });

  test.each([
    [60_000, 100, 600],
    [60_000, 70, 857],
    [50, 100, 1],
  ])('an epoch of %i samples in batches of %i is max(train_size / batch_size, 1) = %i updates', (n, size, expected) => {
    expect(iterationsPerEpoch(n, size, 'replacement')).toBe(expected);
  });
});

describe('the gradient method', () => {
  const f = (x: NdArray) => x.get(0) ** 2 + x.get(1) ** 2;

  test('x0 ← x0 − η ∂f/∂x0, x1 ← x1 − η ∂f/∂x1, once', () => {
    expect(largestDifference(gradientDescent(f, array([3, -1]), 0.1, 1), [2.4, -0.8])).toBeLessThan(1e-10);
  });

  test('∂L/∂W of a 2 × 3 matrix is a 2 × 3 matrix: that of the book’s simpleNet', () => {
    const W = array([
      [0.47355232, 0.9977393, 0.84668094],
      [0.85557411, 0.03563661, 0.69422093],
    ]);
    const x = [0.6, 0.9];
    const loss = (w: NdArray) => {
      const a = [0, 1, 2].map((k) => x[0] * w.get(0, k) + x[1] * w.get(1, k));
      return crossEntropyError(softmax(array(a)), array([0, 0, 1]));
    };
    expect(loss(W)).toBeCloseTo(0.9280682857864, 12);
    const dW = numericalGradient(loss, W);
    const expected = array([
      [0.21924757, 0.14356243, -0.36281],
      [0.32887136, 0.21534364, -0.544215],
    ]);
    expect(largestDifference(dW, expected)).toBeLessThan(1e-8);
  });
});

describe('the training loop of the book', () => {
  test('mini-batch, gradient, update, repeat: a small net learns four patterns', () => {
    const random = new Philox(4, 0);
    const trainSize = 80;
    const tTrain = array(Array.from({ length: trainSize }, (_, n) => n % 4));
    const xTrain = zeros([trainSize, 6]);
    for (let n = 0; n < trainSize; n++) {
      for (let i = 0; i < 6; i++) xTrain.set(n, i, (i === n % 4 ? 1 : 0) + 0.2 * random.normal());
    }
    const itersNum = 160;
    const batchSize = 10;
    const learningRate = 1;
    const iterPerEpoch = iterationsPerEpoch(trainSize, batchSize, 'replacement');
    const network = new TwoLayerNet(6, 5, 4, { activation: 'sigmoid', weightInitStd: 0.5, random });
    const trainLossList: number[] = [];
    const trainAccList: number[] = [];

    const batches = new BatchSampler(trainSize, batchSize, 'replacement', random);
    for (let i = 0; i < itersNum; i++) {
      const mask = [...batches.next()];
      const xBatch = array(mask.map((row) => flat(xTrain.pick(row, null))));
      const tBatch = array(mask.map((row) => tTrain.get(row)));
      const grad = network.numericalGradient(xBatch, tBatch);
      for (const [key, parameter] of Object.entries(network.params)) {
        for (let k = 0; k < parameter.size; k++) parameter.data[k] -= learningRate * grad[key].data[k];
      }
      trainLossList.push(network.loss(xBatch, tBatch));
      if (i % iterPerEpoch === 0) trainAccList.push(network.accuracy(xTrain, tTrain));
    }
    expect(trainLossList).toHaveLength(160);
    expect(trainAccList).toHaveLength(20);
    expect(trainLossList[0]).toBeGreaterThan(1);
    expect(trainLossList[159]).toBeLessThan(0.3);
    expect(trainAccList[19]).toBeGreaterThan(0.95);
    expect(trainAccList[0]).toBeLessThan(0.8);
  });
});

describe.skipIf(withoutRealMnist())('load_mnist(normalize, flatten, one_hot_label)', () => {
  const load = (options: { normalize?: boolean; flatten?: boolean; oneHot?: boolean }) =>
    loadMnist({ dataDir: REAL_MNIST, offline: true, limit: { train: 30, test: 20 }, ...options });
  const firstLabels = [5, 0, 4, 1, 9, 2, 1, 3, 1, 4];

  test.each([
    { normalize: true, flatten: true, oneHot: false },
    { normalize: true, flatten: true, oneHot: true },
    { normalize: false, flatten: false, oneHot: false },
    { normalize: true, flatten: false, oneHot: true },
  ])('%j', async (options) => {
    const { train, test: testSplit } = await load(options);
    for (const [split, count] of [
      [train, 30],
      [testSplit, 20],
    ] as const) {
      expect(split.x.shape).toEqual(options.flatten ? [count, 784] : [count, 1, 28, 28]);
      expect(split.t.shape).toEqual(options.oneHot ? [count, 10] : [count]);
      expect(Math.max(...split.x.data)).toBe(options.normalize ? 1 : 255);
      expect(Math.min(...split.x.data)).toBe(0);
    }
    const labels = options.oneHot
      ? (lists(train.t) as number[][]).map((row) => row.indexOf(1))
      : (lists(train.t) as number[]);
    expect(labels.slice(0, 10)).toEqual(firstLabels);
  });

  test('normalizes, flattens and gives labels as numbers by default', async () => {
    const { train } = await load({});
    expect(train.x.shape).toEqual([30, 784]);
    expect(train.x.data).toBeInstanceOf(Float32Array);
    expect(train.t.shape).toEqual([30]);
  });
});

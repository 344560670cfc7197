// d2l 3.1 to 3.4: linear regression with ArrayDataset, DataLoader, Dense and Trainer; softmax regression.
import { describe, expect, test } from 'vitest';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import {
  type ArrayDataset,
  array,
  BatchSampler,
  createReferenceEngine,
  crossEntropyError,
  DataLoader,
  Dense,
  evaluate,
  IdentityWithLoss,
  L2Loss,
  loadDataset,
  loadInto,
  metrics,
  type NdArray,
  Network,
  normal,
  numericalGradient,
  Philox,
  Sequential,
  Sgd,
  SoftmaxWithLoss,
  softmax,
  Trainer,
  zeros,
} from '../../src/index.js';
import { flat, largestDifference, lists, randomArray } from '../fixtures/arrays.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';

const engine = createReferenceEngine('float64');

const trueW = [2, -3.4];
const trueB = 4.2;

/** 1,000 samples of y = 2 x1 − 3.4 x2 + 4.2 + noise of standard deviation 0.01. */
function linearData(seed: number): { features: NdArray; labels: NdArray } {
  const random = new Philox(seed, 4);
  const features = randomArray([1000, 2], random);
  const labels = zeros([1000, 1]);
  for (let n = 0; n < 1000; n++) {
    labels.set(n, 0, trueW[0] * features.get(n, 0) + trueW[1] * features.get(n, 1) + trueB + 0.01 * random.normal());
  }
  return { features, labels };
}

function mean(x: NdArray): number {
  return flat(x).reduce((sum, v) => sum + v, 0) / x.size;
}

describe('linear regression (d2l 3.3)', () => {
  test.each([1, 2, 3, 4, 5])('finds w and b in three epochs (seed %i)', (seed) => {
    const { features, labels } = linearData(seed);
    const random = new Philox(seed, 5);

    const batchSize = 10;
    const dataset: ArrayDataset<NdArray, NdArray> = { features, labels };
    const dataIter = new DataLoader(dataset, batchSize, { shuffle: random });
    const net = new Sequential();
    net.add(new Dense(engine, 1));
    net.initialise(normal(0.01, random));
    const loss = new L2Loss();
    const trainer = new Trainer(engine, net, 0.03);

    const epochLosses: number[] = [];
    const numEpochs = 3;
    for (let epoch = 1; epoch <= numEpochs; epoch++) {
      for (const { x, t } of dataIter) {
        loss.forward(net.forward(x), t);
        net.backward(loss.backward());
        trainer.step(batchSize);
      }
      epochLosses.push(mean(loss.forward(net.forward(features), labels)));
    }

    // a run in MXNet had 0.040592, 0.000156, 0.000051
    expect(epochLosses[0]).toBeGreaterThan(0.01);
    expect(epochLosses[0]).toBeLessThan(0.1);
    expect(epochLosses[1]).toBeLessThan(5e-4);
    expect(epochLosses[2]).toBeLessThan(1e-4);
    const [weight, bias] = net.layers[0].params;
    expect(largestDifference(weight, trueW)).toBeLessThan(0.01);
    expect(largestDifference(bias, [trueB])).toBeLessThan(0.01);
  });

  test('ends near the solution of the normal equations', () => {
    const { features, labels } = linearData(6);
    const random = new Philox(6, 5);
    const net = new Sequential([new Dense(engine, 1)]);
    net.initialise(normal(0.01, random));
    const loss = new L2Loss();
    const trainer = new Trainer(engine, net, 0.1);
    for (let step = 0; step < 300; step++) {
      loss.forward(net.forward(features), labels);
      net.backward(loss.backward());
      trainer.step(1000);
    }
    const [weight, bias] = net.params;
    expect(largestDifference([...flat(weight), ...flat(bias)], leastSquares(features, labels))).toBeLessThan(1e-10);
  });
});

/** Least-squares solution w1, w2, b: solves (Xᵀ X) w = Xᵀ y, with a column of ones, by Cramer's rule. */
function leastSquares(features: NdArray, labels: NdArray): number[] {
  const X = (lists(features) as number[][]).map((row) => [...row, 1]);
  const y = flat(labels);
  const A = [0, 1, 2].map((i) => [0, 1, 2].map((j) => X.reduce((sum, row) => sum + row[i] * row[j], 0)));
  const c = [0, 1, 2].map((i) => X.reduce((sum, row, n) => sum + row[i] * y[n], 0));
  const determinant = ([p, q, r]: number[][]) =>
    p[0] * (q[1] * r[2] - q[2] * r[1]) - p[1] * (q[0] * r[2] - q[2] * r[0]) + p[2] * (q[0] * r[1] - q[1] * r[0]);
  return [0, 1, 2].map((j) => determinant(A.map((row, i) => row.with(j, c[i]))) / determinant(A));
}

describe('ArrayDataset and DataLoader', () => {
  const features = array(Array.from({ length: 25 }, (_, i) => [i, 10 * i]));
  const labels = array(Array.from({ length: 25 }, (_, i) => -i));
  const dataset = { features, labels };

  test('without shuffle: batches of 10 in order, the last of 5, the same in every epoch', () => {
    const loader = new DataLoader(dataset, 10);
    for (let epoch = 0; epoch < 2; epoch++) {
      const batches = [...loader];
      expect(batches.map(({ x }) => x.shape)).toEqual([
        [10, 2],
        [10, 2],
        [5, 2],
      ]);
      expect(batches.flatMap(({ t }) => flat(t))).toEqual(flat(labels));
      expect(batches.flatMap(({ x }) => flat(x))).toEqual(flat(features));
    }
  });

  test('with shuffle: every sample once per epoch, with its own label, in a new order each time', () => {
    const loader = new DataLoader(dataset, 10, { shuffle: new Philox(1, 0) });
    const epochs = [1, 2].map(() =>
      [...loader].flatMap(({ x, t }) => (lists(x) as number[][]).map((row, n) => [...row, t.get(n)])),
    );
    for (const rows of epochs) {
      expect(rows.toSorted((a, b) => a[0] - b[0])).toEqual(
        Array.from({ length: 25 }, (_, i) => [i, 10 * i, i === 0 ? -0 : -i]),
      );
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  test('refuses features and labels of different lengths', () => {
    const uneven = { features, labels: array([1, 2]) };
    expect(() => [...new DataLoader(uneven, 10)]).toThrow(RangeError);
    expect(() => [...new DataLoader(uneven, 10, { shuffle: new Philox(1, 0) })]).toThrow(RangeError);
  });
});

describe('Sequential and Dense', () => {
  test('Dense takes its input size from the first batch', () => {
    const net = new Sequential();
    net.add(new Dense(engine, 4));
    net.add(new Dense(engine, 1));
    net.initialise(normal(0.01, new Philox(1, 0)));
    expect(net.params).toEqual([]);
    expect(net.forward(randomArray([5, 3], 1)).shape).toEqual([5, 1]);
    expect(net.params.map(({ shape }) => shape)).toEqual([[3, 4], [4], [4, 1], [1]]);
    expect(() => net.forward(randomArray([5, 2], 1))).toThrow(RangeError);
  });

  test('Dense must be initialised first', () => {
    expect(() => new Dense(engine, 1).forward(randomArray([5, 3], 1))).toThrow('initialise');
  });
});

describe('initialise(normal(0.01))', () => {
  test('draws weights of mean 0 and standard deviation 0.01 and sets biases to 0', () => {
    const net = new Sequential([new Dense(engine, 100)]);
    net.initialise(normal(0.01, new Philox(2, 0)));
    net.forward(randomArray([1, 100], 1));
    const [weight, bias] = net.params;
    const n = weight.size;
    const squares = flat(weight).reduce((sum, w) => sum + w * w, 0);
    // four standard errors
    expect(Math.abs(mean(weight))).toBeLessThan((4 * 0.01) / Math.sqrt(n));
    expect(Math.abs(Math.sqrt(squares / n) - 0.01)).toBeLessThan((4 * 0.01) / Math.sqrt(2 * n));
    expect(new Set(flat(bias))).toEqual(new Set([0]));
  });
});

describe('L2Loss and Trainer', () => {
  test('L2Loss is ½ (ŷ − y)² of each sample', () => {
    const loss = new L2Loss().forward(array([[1], [2], [5]]), array([[1], [4], [2]]));
    expect(loss.shape).toEqual([3]);
    expect(lists(loss)).toEqual([0, 2, 4.5]);
  });

  test('its backward is the gradient of the sum over the batch', () => {
    const yHat = array([[1], [2], [5]]);
    const y = array([[1], [4], [2]]);
    const loss = new L2Loss();
    loss.forward(yHat, y);
    expect(lists(loss.backward())).toEqual([[0], [-2], [3]]);
    const sum = () => flat(new L2Loss().forward(yHat, y)).reduce((total, l) => total + l);
    expect(largestDifference(loss.backward(), numericalGradient(sum, yHat))).toBeLessThan(1e-9);
  });

  test('step(batchSize) divides by the batch size: W ← W − lr / batchSize · Σ dW', () => {
    const net = new Dense(engine, 1);
    net.initialise((W) => W.data.fill(0));
    const loss = new L2Loss();
    loss.forward(
      net.forward(
        array([
          [1, 2],
          [3, 4],
        ]),
      ),
      array([[-1], [-2]]),
    );
    net.backward(loss.backward());
    new Trainer(engine, net, 0.5).step(2);
    // errors 1 and 2: dW = [1·1 + 2·3, 1·2 + 2·4], db = 3
    expect(net.params.map(flat)).toEqual([[(-0.5 / 2) * 7, (-0.5 / 2) * 10], [(-0.5 / 2) * 3]]);
  });

  test('a batch with every sample twice makes the same step', () => {
    const stepped = (copies: number) => {
      const net = new Dense(engine, 1);
      net.initialise((W) => W.data.fill(0.5));
      const loss = new L2Loss();
      const rows = Array.from({ length: copies }, () => [
        [1, 2],
        [3, -4],
      ]).flat();
      const targets = Array.from({ length: copies }, () => [[1], [7]]).flat();
      loss.forward(net.forward(array(rows)), array(targets));
      net.backward(loss.backward());
      new Trainer(engine, net, 0.1).step(rows.length);
      return net.params.flatMap(flat);
    };
    expect(largestDifference(stepped(1), stepped(2))).toBeLessThan(1e-15);
  });
});

describe('linear regression as a Network of the trainer', () => {
  test('hidden [] with IdentityWithLoss has Σ (y − t)² / 2N as its loss, and its gradient', () => {
    const net = new Network(
      engine,
      { input: 2, hidden: [], output: 1, activation: 'relu' },
      { lastLayer: new IdentityWithLoss(engine) },
    );
    net.initialise(new Philox(1, 0), 1);
    const { features, labels } = linearData(1);
    const y = net.predict(features);
    const expected = flat(y).reduce((sum, v, n) => sum + (v - labels.get(n, 0)) ** 2, 0) / 2000;
    expect(net.loss(features, labels)).toBeCloseTo(expected, 12);
    const numerical = numericalNetworkGradient(net, features, labels);
    const backprop = net.gradient(features, labels).grads;
    for (const name of ['W1', 'b1']) expect(largestDifference(backprop[name], numerical[name])).toBeLessThan(1e-9);
  });
});

describe('softmax regression (d2l 3.4)', () => {
  test('softmax turns each row of scores into a distribution with the same order', () => {
    const X = randomArray([3, 5], 1);
    const y = softmax(X);
    const rows = lists(X) as number[][];
    const sums = rows.map((row) => row.reduce((sum, x) => sum + Math.exp(x), 0));
    const expected = rows.map((row, n) => row.map((x) => Math.exp(x) / sums[n]));
    expect(largestDifference(y, array(expected))).toBeLessThan(1e-15);
    for (const [n, row] of (lists(y) as number[][]).entries()) {
      expect(row.indexOf(Math.max(...row))).toBe(rows[n].indexOf(Math.max(...rows[n])));
    }
  });

  test('cross-entropy of an event of probability p is −ln p', () => {
    for (const p of [0.1, 0.5, 0.99, 1])
      expect(crossEntropyError(array([p, 1 - p]), 0, 0)).toBeCloseTo(-Math.log(p), 15);
  });

  test('`-nd.pick(y_hat, y).log()`: of each sample, and their mean over the batch', () => {
    const yHat = array([
      [0.1, 0.3, 0.6],
      [0.3, 0.2, 0.5],
    ]);
    const picked = [0, 2].map((label, n) => crossEntropyError(yHat.pick(n, null), label, 0));
    expect(picked[0]).toBeCloseTo(-Math.log(0.1), 15);
    expect(picked[1]).toBeCloseTo(-Math.log(0.5), 15);
    expect(crossEntropyError(yHat, array([0, 2]), 0)).toBeCloseTo((picked[0] + picked[1]) / 2, 15);
  });

  test('−Σ (Y ln P + (1 − Y) ln(1 − P)) / N is the cross-entropy of the two classes “no” and “yes”', () => {
    const Y = [1, 0, 1, 0.25];
    const P = [0.9, 0.2, 0.4, 0.7];
    const expected = -Y.reduce((sum, y, n) => sum + y * Math.log(P[n]) + (1 - y) * Math.log(1 - P[n]), 0) / 4;
    const twoColumns = (values: number[]) => array(values.map((v) => [1 - v, v]));
    expect(crossEntropyError(twoColumns(P), twoColumns(Y), 0)).toBeCloseTo(expected, 15);
  });

  test('its minimum maximises the joint probability of all labels: Π p = e^(−N L)', () => {
    const s = randomArray([4, 3], 2);
    const labels = [0, 2, 1, 1];
    const joint = labels.reduce((product, label, n) => product * softmax(s).get(n, label), 1);
    expect(Math.exp(-4 * new SoftmaxWithLoss(engine).forward(s, array(labels)))).toBeCloseTo(joint, 14);
  });

  test('accuracy is the fraction of correct predictions', () => {
    const net = new Network(engine, { input: 2, hidden: [], output: 3, activation: 'relu' });
    net.params.W1.data.set([1, 0, 0, 0, 1, 0]);
    const x = array([
      [5, 1],
      [1, 5],
      [-1, -2],
      [3, 2],
    ]); // largest at 0, 1, 2, 0
    expect(net.accuracy(x, array([0, 1, 2, 0]))).toBe(1);
    expect(net.accuracy(x, array([0, 1, 0, 1]))).toBe(0.5);
    expect(net.accuracy(x, array([1, 0, 0, 1]))).toBe(0);
  });

  describe.skipIf(withoutRealMnist())('on MNIST', () => {
    test('a single layer reaches 0.90 on the 10,000 test images in 400 steps', async () => {
      const limit = { train: 30_000, test: 10_000 };
      const dataset = await loadDataset({ dataset: 'mnist', dataDir: REAL_MNIST, offline: true, limit });
      const { train, test: testSplit } = loadInto(engine, dataset);
      const random = new Philox(0, 0);
      const net = new Network(engine, { input: 784, hidden: [], output: 10, activation: 'relu' });
      net.initialise(random, 0.01);
      const sgd = new Sgd(engine);
      const batches = new BatchSampler(train.count, 100, 'shuffle', random);
      for (let step = 0; step < 400; step++) {
        const index = batches.next();
        const t = array(Array.from(index, (row) => train.labels[row]));
        sgd.update(net.params, net.gradient({ rows: train.rows, index }, t).grads, 0.5);
      }
      const { accuracy, loss } = metrics(await evaluate(net, testSplit), 10);
      expect(accuracy).toBeGreaterThan(0.9);
      expect(loss).toBeLessThan(0.4);
    });
  });
});

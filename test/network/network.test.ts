import { describe, expect, test } from 'vitest';
import { TwoLayerNet } from '../../src/book/two-layer-net.js';
import type { Engine } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { networkGradientSteps, numericalNetworkGradient, zerosLike } from '../../src/gradient/network-gradient.js';
import { array, oneHot } from '../../src/index.js';
import { normal } from '../../src/network/initialise.js';
import { copyParameters, Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import type { Random } from '../../src/random/random.js';
import { flat, largestDifference, lists, randomArray } from '../fixtures/arrays.js';

const reference = createReferenceEngine('float64');
const simd = createSimdEngine('float64');

function network(hidden: number[], activation: ActivationName, seed = 1, on: Engine = reference): Network {
  const net = new Network(on, { input: 8, hidden, output: 4, activation });
  const random = new Philox(seed, 0);
  net.initialise(random, 0.5);
  for (const [name, parameter] of Object.entries(net.params)) {
    if (name.startsWith('b')) normal(0.3, random)(parameter);
  }
  return net;
}

const ALGORITHMS = ['incremental', 'full'] as const;

const ARCHITECTURES: [hidden: number[], activation: ActivationName][] = [
  [[], 'relu'],
  [[], 'sigmoid'],
  [[5], 'relu'],
  [[5], 'sigmoid'],
  [[7, 6], 'relu'],
  [[7, 6], 'sigmoid'],
];
const NETS = [reference, simd].flatMap((engine) =>
  ARCHITECTURES.map(([hidden, activation]) => ({ name: engine.name, hidden, activation, engine })),
);

const x = randomArray([6, 8], 3);
const t = array([0, 3, 1, 1, 2, 0]);
const bytes = Uint8Array.from({ length: 10 * 8 }, (_, i) => (i % 4 ? 0 : (53 * i) % 256));

describe.each(NETS)('$name engine, hidden $hidden, $activation', ({ hidden, activation, engine }) => {
  const batch = { rows: engine.rows(bytes, 8, 255), index: Int32Array.of(9, 0, 4, 4, 7, 1) };
  const create = () => network(hidden, activation, 1, engine);

  test.each([
    ['floats and class numbers', x, t],
    ['floats and one-hot rows', x, oneHot(t, 4)],
    ['a batch of data rows', batch, t],
  ])('gradient agrees with both numerical gradients, for %s', (_, input, labels) => {
    const net = create();
    const backprop = net.gradient(input, labels).grads;
    expect(Object.keys(backprop)).toEqual(Object.keys(net.params));
    for (const algorithm of ALGORITHMS) {
      const numerical = numericalNetworkGradient(net, input, labels, { algorithm });
      for (const [name, grad] of Object.entries(net.gradient(input, labels).grads)) {
        expect(grad.shape).toEqual(net.params[name].shape);
        expect(largestDifference(grad, numerical[name])).toBeLessThan(1e-8);
        expect(Math.hypot(...flat(grad))).toBeGreaterThan(1e-4);
      }
    }
  });

  test.each([1e-4, 1e-2])('both numerical gradients with h = %d agree up to rounding', (h) => {
    const net = create();
    const full = Object.values(numericalNetworkGradient(net, x, t, { h, algorithm: 'full' })).map(flat);
    const incremental = Object.values(numericalNetworkGradient(net, x, t, { h, algorithm: 'incremental' })).map(flat);
    for (const [i, grad] of full.entries()) expect(largestDifference(grad, incremental[i])).toBeLessThan(1e-15 / h);
  });

  describe.each(ALGORITHMS)('the %s numerical gradient', (algorithm) => {
    test('restores the parameters bit for bit', () => {
      const net = create();
      const before = Object.values(net.params).map(flat);
      numericalNetworkGradient(net, x, t, { algorithm });
      expect(Object.values(net.params).map(flat)).toEqual(before);
    });

    test('leaves the net intact at every pause, counts to parameterCount, and may be abandoned', () => {
      const net = create();
      const before = Object.values(net.params).map(flat);
      const counts: number[] = [];
      for (const done of networkGradientSteps(net, zerosLike(net), x, t, { algorithm })) {
        counts.push(done);
        expect(Object.values(net.params).map(flat)).toEqual(before);
      }
      expect(counts.at(-1)).toBe(net.parameterCount);
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
      for (const _ of networkGradientSteps(net, zerosLike(net), x, t, { algorithm })) break;
      expect(Object.values(net.params).map(flat)).toEqual(before);
    });
  });

  test('has the book’s names, shapes and layers', () => {
    const net = create();
    const sizes = [8, ...hidden, 4];
    const shapes = Object.fromEntries(
      sizes.slice(1).flatMap((out, i) => [
        [`W${i + 1}`, [sizes[i], out]],
        [`b${i + 1}`, [out]],
      ]),
    );
    expect(Object.fromEntries(Object.entries(net.params).map(([name, p]) => [name, p.shape]))).toEqual(shapes);
    expect(Object.keys(net.params)).toEqual(Object.keys(shapes));
    expect(net.parameterCount).toBe(sizes.slice(1).reduce((sum, out, i) => sum + (sizes[i] + 1) * out, 0));
    const kind = activation === 'relu' ? 'Relu' : 'Sigmoid';
    const names = sizes.slice(1).flatMap((_, i) => [`Affine${i + 1}`, `${kind}${i + 1}`]);
    expect([...net.layers.keys()]).toEqual(names.slice(0, -1));
  });

  test('has a Dropout layer after each activation if units are dropped', () => {
    const { engine, architecture } = create();
    const names = [...new Network(engine, architecture, { dropout: { ratio: 0.5, seed: 1 } }).layers.keys()];
    expect(names.filter((name) => name.startsWith('Dropout'))).toEqual(hidden.map((_, i) => `Dropout${i + 1}`));
    expect(names.filter((name) => !name.startsWith('Dropout'))).toEqual([...create().layers.keys()]);
  });

  test('adds weight decay to its loss, also to the loss of its gradient', () => {
    const { engine, architecture, params } = create();
    const [plain, decaying] = [0, 0.1].map((weightDecay) => {
      const net = new Network(engine, architecture, { weightDecay });
      copyParameters(net, params);
      return net;
    });
    const squares = Object.entries(params)
      .filter(([name]) => name.startsWith('W'))
      .reduce((sum, [, W]) => sum + flat(W).reduce((sum, w) => sum + w * w, 0), 0);
    expect(decaying.loss(x, t) - plain.loss(x, t)).toBeCloseTo(0.05 * squares, 12);
    expect(decaying.gradient(x, t).loss).toBeCloseTo(decaying.loss(x, t), 14);
  });

  test('predicts probabilities that agree with its loss and its accuracy', () => {
    const net = create();
    const y = lists(net.predict(x)) as number[][];
    for (const row of y) expect(row.reduce((sum, p) => sum + p)).toBeCloseTo(1, 14);
    const expectedLoss = -y.reduce((sum, row, n) => sum + Math.log(row[t.get(n)]), 0) / 6;
    expect(net.loss(x, t)).toBeCloseTo(expectedLoss, 13);
    const hits = y.filter((row, n) => row.indexOf(Math.max(...row)) === t.get(n)).length;
    expect(net.accuracy(x, t)).toBe(hits / 6);
    expect(net.accuracy(x, oneHot(t, 4))).toBe(hits / 6);
    expect(net.accuracy(x, array(y.map((row) => row.indexOf(Math.max(...row)))))).toBe(1);
  });

  test('small steps against the gradient lower the loss', () => {
    const net = create();
    let loss = net.loss(x, t);
    for (let step = 0; step < 20; step++) {
      const { grads } = net.gradient(x, t);
      for (const [name, parameter] of Object.entries(net.params)) {
        engine.update('sgd', parameter, [], grads[name], 0.02);
      }
      const next = net.loss(x, t);
      expect(next).toBeLessThan(loss);
      loss = next;
    }
  });

  test('the order of the images in a batch changes gradients only by rounding', () => {
    const net = create();
    const forward = Object.values(net.gradient(x, t).grads).map(flat);
    const [reversedX, reversedT] = [array((lists(x) as number[][]).toReversed()), array(flat(t).toReversed())];
    for (const [i, grad] of Object.values(net.gradient(reversedX, reversedT).grads).entries()) {
      expect(largestDifference(grad, forward[i])).toBeLessThan(1e-14);
    }
  });
});

describe('initialise', () => {
  /** Draws 1, 2, 3 …, which shows the order of the draws. */
  function counting(): Random {
    let n = 0;
    const next = () => ++n;
    return { normal: next, uniform: next, integer: next };
  }

  test('draws W1 before W2, each in row-major order, times std, and sets biases to 0', () => {
    const net = new Network(reference, { input: 2, hidden: [3], output: 2, activation: 'relu' });
    for (const parameter of Object.values(net.params)) parameter.data.fill(99);
    net.initialise(counting(), 0.5);
    expect(Object.fromEntries(Object.entries(net.params).map(([name, p]) => [name, lists(p)]))).toEqual({
      W1: [
        [0.5, 1, 1.5],
        [2, 2.5, 3],
      ],
      b1: [0, 0, 0],
      W2: [
        [3.5, 4],
        [4.5, 5],
        [5.5, 6],
      ],
      b2: [0, 0],
    });
  });

  test('fills the existing arrays of the layers', () => {
    const net = network([5], 'relu');
    const arrays = Object.values(net.params);
    net.initialise(new Philox(2, 0), 0.01);
    expect(Object.values(net.params).every((parameter, i) => parameter === arrays[i])).toBe(true);
    expect([...net.layers.values()].flatMap((layer) => layer.params)).toEqual(arrays);
    expect(Object.values(network([5], 'relu').params).map(flat)).not.toEqual(arrays.map(flat));
  });

  test('the book’s initial net only guesses: its loss is ln 10 within 5 %', () => {
    const net = new TwoLayerNet(784, 50, 10);
    const image = Uint8Array.from({ length: 784 * 20 }, (_, i) => (i % 5 ? 0 : (97 * i) % 256));
    const rows = { rows: net.engine.rows(image, 784, 255), index: Int32Array.from({ length: 20 }, (_, n) => n) };
    const loss = net.loss(rows, array(Array.from({ length: 20 }, (_, n) => n % 10)));
    expect(Math.abs(loss / Math.log(10) - 1)).toBeLessThan(0.05);
  });
});

describe('copyParameters', () => {
  test('copies the values into the existing arrays', () => {
    const [from, to] = [network([7, 6], 'sigmoid', 1), network([7, 6], 'sigmoid', 2)];
    const arrays = Object.values(to.params);
    expect(largestDifference(from.predict(x), to.predict(x))).toBeGreaterThan(1e-3);
    copyParameters(to, from.params);
    expect(Object.values(to.params).every((parameter, i) => parameter === arrays[i])).toBe(true);
    expect(lists(to.predict(x))).toEqual(lists(from.predict(x)));
    to.params.W1.set(0, 0, 99);
    expect(from.params.W1.get(0, 0)).not.toBe(99);
  });

  test('rounds float64 to float32 once', () => {
    const from = network([5], 'relu');
    const to = new Network(createReferenceEngine('float32'), from.architecture);
    copyParameters(to, from.params);
    for (const name of Object.keys(to.params))
      expect(flat(to.params[name])).toEqual(flat(from.params[name]).map(Math.fround));
  });
});

test('refuses images of another size and another number of labels', () => {
  const net = network([5], 'relu');
  expect(() => net.loss(randomArray([6, 7], 1), t)).toThrow(RangeError);
  expect(() => net.loss(randomArray([6, 9], 1), t)).toThrow(RangeError);
  expect(() => net.loss(x, array([0, 1]))).toThrow(RangeError);
  expect(() => net.loss(x, array([0, 3, 1, 1, 2, 4]))).toThrow(RangeError);
  expect(() => net.accuracy(x, array([0, 1]))).toThrow(RangeError);
});

import { describe, expect, test } from 'vitest';
import { zeros } from '../../src/array.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { normal, type WeightStd } from '../../src/network/initialise.js';
import { Network } from '../../src/network/network.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import { Philox } from '../../src/random/philox.js';
import { flat } from '../fixtures/arrays.js';

const SCALES: [std: WeightStd, of: (inputs: number) => number][] = [
  [0.01, () => 0.01],
  ['xavier', (n) => Math.sqrt(1 / n)],
  ['he', (n) => Math.sqrt(2 / n)],
];

describe.each(SCALES)('std %s', (std, scaleOf) => {
  test('multiplies the same draws, in the same order, by the scale of each layer', () => {
    const engine = createReferenceEngine();
    const net = new Network(engine, { input: 9, hidden: [4, 5], output: 3, activation: 'relu' });
    net.initialise(new NumpyRandom(3), std);
    const random = new NumpyRandom(3);
    for (const [name, inputs] of [
      ['W1', 9],
      ['W2', 4],
      ['W3', 5],
    ] as const) {
      const W = net.params[name];
      expect(flat(W)).toEqual(Array.from({ length: W.size }, () => scaleOf(inputs) * random.normal()));
    }
    expect(flat(net.params.b1)).toEqual([0, 0, 0, 0]);
  });

  test.each([50, 784])('gives weights this standard deviation and mean 0, for %i inputs', (inputs) => {
    const W = zeros([inputs, 400]);
    normal(std, new Philox(1, 1))(W);
    const values = flat(W);
    const mean = values.reduce((sum, w) => sum + w, 0) / W.size;
    const deviation = Math.sqrt(values.reduce((sum, w) => sum + (w - mean) ** 2, 0) / W.size);
    // four standard errors
    expect(Math.abs(mean) / scaleOf(inputs)).toBeLessThan(4 / Math.sqrt(W.size));
    expect(Math.abs(deviation / scaleOf(inputs) - 1)).toBeLessThan(4 / Math.sqrt(2 * W.size));
  });
});

test('he keeps the size of signals through ten ReLU layers, 0.01 loses them (chapter 6 of the book, 6.2)', () => {
  const engine = createReferenceEngine();
  const last = (std: WeightStd) => {
    const hidden = new Array(10).fill(60);
    const net = new Network(engine, { input: 60, hidden, output: 10, activation: 'relu' });
    const random = new Philox(2, 0);
    net.initialise(random, std);
    const x = zeros([20, 60]);
    normal(1, random)(x);
    return Math.hypot(...flat(net.scores(x))) / Math.hypot(...flat(x));
  };
  expect(last('he')).toBeGreaterThan(0.1);
  expect(last('he')).toBeLessThan(10);
  expect(last(0.01)).toBeLessThan(1e-9);
});

import { describe, expect, test } from 'vitest';
import type { Precision } from '../../src/array.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { type Architecture, Network } from '../../src/network/network.js';
import { storeArrays } from '../../src/network/stored-arrays.js';
import { Net } from '../../src/page/net.js';
import { unpackArrays } from '../../src/page/unpack.js';
import { roundedToSum } from '../../src/page/widgets/numbers.js';
import { Philox } from '../../src/random/philox.js';
import { loadSplit, takeBatch } from '../../src/training/training-data.js';

/** An image with every byte value. */
const PIXELS = Uint8Array.from({ length: 256 }, (_, i) => i);

/** A random net on the simd engine, and the same net in the page. */
function bothNets(precision: Precision, changes: Partial<Architecture>) {
  const architecture: Architecture = { input: 256, hidden: [12], output: 5, activation: 'relu', ...changes };
  const network = new Network(createSimdEngine(precision), architecture);
  network.initialise(new Philox(1, 0), 0.1);
  return { network, net: new Net({ architecture, parameters: unpackArrays(storeArrays(network.params).stored) }, 16) };
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe.each<[string, Partial<Architecture>]>([
  ['one hidden layer', {}],
  ['two sigmoid layers', { hidden: [9, 7], activation: 'sigmoid' }],
  ['softmax regression', { hidden: [] }],
  ['mean squared error', { loss: 'mean-squared-error' }],
])('%s', (_, changes) => {
  test.each([
    ['float32', 6],
    ['float64', 14],
  ] as const)('the page computes the same outputs as the commands in %s', (precision, digits) => {
    const { network, net } = bothNets(precision, changes);
    const split = loadSplit(network.engine, { images: PIXELS, labels: new Uint8Array(1), count: 1 }, PIXELS.length);
    const outputs = network.predict(takeBatch(split, Int32Array.of(0)).x);
    const prediction = net.predict(PIXELS);
    for (let k = 0; k < 5; k++) expect(prediction.outputs[k]).toBeCloseTo(outputs.get(0, k), digits);
  });

  test('votes and bias of a class sum to its score', () => {
    const { net } = bothNets('float64', changes);
    const prediction = net.predict(PIXELS);
    for (let k = 0; k < 5; k++) {
      const { bias, each } = net.votes(PIXELS, prediction, k);
      expect(bias + sum(each)).toBeCloseTo(prediction.scores[k], 13);
    }
  });
});

test('without hidden units, the pixel votes equal the votes of the last layer’s inputs', () => {
  const { net } = bothNets('float64', { hidden: [] });
  const { each } = net.votes(PIXELS, net.predict(PIXELS), 3);
  expect(net.pixelVotes(PIXELS, 3)).toEqual(each);
});

test.each([
  [[0.125, 0.125, 0.125], [0.13, 0.13, 0.12], 0.38],
  [[-1.003, 2.006, 0], [-1, 2, 0], 1],
  [[1 / 3, 1 / 3, 1 / 3], [0.34, 0.33, 0.33], 1],
  [[], [], 0],
])('%j is rounded so that it sums exactly', (values, rounded, sum) => {
  expect(roundedToSum(values, 2)).toEqual({ rounded, sum });
});

import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { measure } from '../../src/bench/measure.js';
import { batchesInTurn, denseFlops, trainingStep } from '../../src/bench/step.js';
import { timedEngine } from '../../src/bench/timed-engine.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Network } from '../../src/network/network.js';
import { loadSplit } from '../../src/training/training-data.js';

const split = {
  images: Uint8Array.from({ length: 24 }, (_, i) => i),
  labels: Uint8Array.of(0, 1, 2, 0, 1, 2),
  count: 6,
};
const architecture = { input: 4, hidden: [5], output: 3, activation: 'relu' } as const;

test('takes the requested number of measurements and divides by the repetitions in each', () => {
  let calls = 0;
  const { count, min, median } = measure(() => void calls++, { seconds: 0, atLeast: 4 });
  expect(count).toBe(4);
  expect(calls).toBeGreaterThan(4);
  expect(min).toBeLessThan(1e-4);
  expect(median).toBeGreaterThanOrEqual(min);
});

test('layer 1 has one matrix product forward and one backward, layer 2 has two backward', () => {
  const network = new Network(createReferenceEngine(), architecture);
  expect(denseFlops(network, 10)).toBe(2 * 10 * (2 * 4 * 5 + 3 * 5 * 3));
});

test('a training step changes the parameters', () => {
  const engine = createReferenceEngine();
  const network = new Network(engine, architecture);
  trainingStep(network, loadSplit(engine, split, 4), 2)();
  expect(network.params.b2.data.some((value) => value !== 0)).toBe(true);
});

test('a timed engine gives the same results and records the time of each operation', () => {
  const plain = createReferenceEngine();
  const { engine, seconds } = timedEngine(plain);
  const { x, t } = batchesInTurn(loadSplit(plain, split, 4), 2)();
  expect(new Network(engine, architecture).loss(x, t)).toBe(new Network(plain, architecture).loss(x, t));
  engine.activate('relu', engine.zeros(2, 5), ndarray(new Float64Array(10), [2, 5]));
  expect([...seconds.keys()]).toEqual(['affine 2×5', 'activate relu 2×5', 'affine 2×3', 'softmaxCrossEntropy 2×3']);
});

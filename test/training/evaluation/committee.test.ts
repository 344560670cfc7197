import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { Committee } from '../../../src/training/evaluation/committee.js';
import { DistortedChunks } from '../../../src/training/evaluation/distorted-chunks.js';
import { evaluate } from '../../../src/training/evaluation/evaluation.js';
import { chunks, loadInto } from '../../../src/training/training-data.js';
import { CLASSES, patterns } from '../../fixtures/patterns.js';

const engine = createReferenceEngine('float64');
const dataset = patterns();
const { test: split } = loadInto(engine, dataset);
const networks = [1, 2, 3].map((seed) => {
  const network = new Network(engine, { input: 12, hidden: [5], output: CLASSES, activation: 'relu' });
  network.initialise(new Philox(seed, 1), 0.5);
  return network;
});
const everything = [...chunks(split)];

test('a committee of one net gives the same as its evaluation', async () => {
  for (const network of networks) {
    const committee = new Committee([network], split.labels);
    await committee.look(everything);
    const alone = await evaluate(network, split);
    const { loss, predicted, accuracies } = committee.result();
    expect(predicted).toEqual(alone.predicted);
    expect(loss).toBeCloseTo(alone.loss, 12);
    const right = alone.predicted.filter((k, n) => k === split.labels[n]).length;
    expect(accuracies).toEqual([right / split.count]);
  }
});

test('several nets are combined by the product of their probabilities', async () => {
  const committee = new Committee(networks, split.labels);
  await committee.look(everything);
  const { loss, predicted } = committee.result();
  let expectedLoss = 0;
  for (let n = 0; n < split.count; n++) {
    const products = Array.from({ length: CLASSES }, (_, k) =>
      Math.cbrt(
        networks.reduce((product, network) => {
          const y = network.predict({ rows: split.rows, index: Int32Array.of(n) });
          return product * y.get(0, k);
        }, 1),
      ),
    );
    expect(predicted[n]).toBe(products.indexOf(Math.max(...products)));
    const total = products.reduce((sum, p) => sum + p, 0);
    expectedLoss -= Math.log(products[split.labels[n]] / total) / split.count;
  }
  expect(loss).toBeCloseTo(expectedLoss, 12);
});

test('evaluating the same images twice changes nothing', async () => {
  const [once, twice] = [new Committee(networks, split.labels), new Committee(networks, split.labels)];
  await once.look(everything);
  await twice.look(everything);
  await twice.look(everything);
  expect(twice.result().predicted).toEqual(once.result().predicted);
  expect(twice.result().loss).toBeCloseTo(once.result().loss, 12);
});

test('each set of distorted copies covers every image once, and depends on its number', async () => {
  const simd = createSimdEngine('float32');
  const settings = { rotation: 0, shear: 0, scale: 0, shift: 1 };
  const chunks = new DistortedChunks(simd, { ...dataset, name: 'custom' }, settings);
  const scores = (copy: number) => {
    const network = new Network(simd, { input: 12, hidden: [], output: 12, activation: 'relu' });
    for (let i = 0; i < 12; i++) network.params.W1.set(i, i, 1);
    const all: number[] = [];
    let next = 0;
    for (const { x, first } of chunks.copy(copy)) {
      expect(first).toBe(next);
      const s = network.scores(x);
      for (let n = 0; n < s.shape[0]; n++) for (let k = 0; k < 12; k++) all.push(s.get(n, k));
      next += x.index.length;
    }
    expect(next).toBe(dataset.test.count);
    return all;
  };
  const first = scores(1);
  expect(scores(2)).not.toEqual(first);
  expect(scores(1)).toEqual(first);
});

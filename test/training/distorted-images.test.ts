import { describe, expect, test } from 'vitest';
import { Distorter } from '../../src/augment/distorter.js';
import { shareImages } from '../../src/augment/originals.js';
import { BatchSampler } from '../../src/dataset/batches.js';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { Network } from '../../src/network/network.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import { Philox } from '../../src/random/philox.js';
import { fading } from '../../src/training/distorted-images.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { TrainingRecord, TrainingState } from '../../src/training/records.js';
import { train } from '../../src/training/train.js';
import { loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { CLASSES, patterns } from '../fixtures/patterns.js';

const AUGMENT = { elastic: { alpha: 4, sigma: 1.5 }, rotation: 10, shear: 5, scale: 0.1, shift: 0.3, seed: 7 };
const FADING = { ...AUGMENT, strength: fading(0.5, 4) };

const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'shuffle',
  batchSize: 8, // 60 images: the last of an epoch's eight batches has four
  learningRate: 0.3,
  iterations: 25, // more than three epochs
  evaluateEvery: 20,
  augment: AUGMENT,
};

const dataset = patterns();
const copyOf = (state: TrainingState): TrainingState => structuredClone({ ...state, parameters: {}, optimizer: {} });

function setUp(engine: Engine) {
  const network = new Network(engine, { input: 12, hidden: [6], output: CLASSES, activation: 'relu' });
  network.initialise(new Philox(5, 1), 0.3);
  return { network, data: loadInto(engine, dataset, { keepImages: true }) };
}

async function run(options: Partial<TrainingOptions> = {}, engine = createSimdEngine(), random = new Philox(5, 2)) {
  const { network, data } = setUp(engine);
  const records: TrainingRecord[] = [];
  for await (const record of train(network, data, { ...OPTIONS, ...options }, random)) records.push({ ...record });
  return {
    records: records.filter(({ kind }) => kind !== 'progress'),
    parameters: Object.values(network.params).map(flat),
  };
}

test('a net is trained on new copies in each epoch', async () => {
  const engine = createReferenceEngine('float64');
  const { network, data } = setUp(engine);
  const sampler = new BatchSampler(60, 8, 'shuffle', new Philox(5, 2));
  const source = { settings: AUGMENT, seed: 7, set: 0 };
  const distorter = new Distorter(shareImages(dataset.train.images, 3, 4), source);
  const losses: number[] = [];
  for (let iteration = 1; iteration <= 20; iteration++) {
    const index = sampler.next();
    const rows = engine.rows(distorter.copies(index, Math.ceil(iteration / 8)), 12, 255);
    const { t } = takeBatch(data.train, index);
    const x = { rows, index: Int32Array.from(index, (_, n) => n) };
    const { grads } = network.gradient(x, t);
    for (const [name, W] of Object.entries(network.params)) engine.update('sgd', W, [], grads[name], 0.3);
    losses.push(network.loss(x, t));
  }
  const { records, parameters } = await run({ iterations: 20 }, createReferenceEngine('float64'));
  expect(records.flatMap((record) => (record.kind === 'loss' ? [record.loss] : []))).toEqual(losses);
  expect(parameters).toEqual(Object.values(network.params).map(flat));
});

test('accuracies are measured on the original images', async () => {
  const blank = { ...AUGMENT, shift: 28, seed: 0 }; // most copies are blank
  const accuracies = async (augment: TrainingOptions['augment']) =>
    (await run({ iterations: 1, learningRate: 1e-30, augment })).records.filter(({ kind }) => kind === 'accuracy');
  const [distorted] = await accuracies(blank);
  const [plain] = await accuracies(undefined);
  expect(plain).toMatchObject({ trainAccuracy: expect.any(Number) });
  expect({ ...distorted, loss: 0 }).toEqual({ ...plain, loss: 0 });
});

test('any number of threads gives the same bytes', async () => {
  const one = await run({ augment: FADING });
  for (const threads of [2, 3]) {
    const several = await run({ augment: FADING }, createSimdEngine('float32', { threads }));
    for (const kind of ['loss', 'accuracy']) {
      expect(several.records.filter((record) => record.kind === kind)).toEqual(
        one.records.filter((record) => record.kind === kind),
      );
    }
    expect(several.parameters).toEqual(one.parameters);
  }
});

test('both engines give nearly the same results', async () => {
  const [ours, plain] = [await run({}, createSimdEngine('float64')), await run({}, createReferenceEngine('float64'))];
  for (const [i, values] of ours.parameters.entries()) {
    expect(largestDifference(values, plain.parameters[i])).toBeLessThan(1e-12);
  }
});

test('numerical gradients use the copies, too', async () => {
  const options = { iterations: 4, numerical: { h: 1e-5 } };
  const exact = await run(options, createSimdEngine('float64'));
  const numerical = await run({ ...options, gradient: 'numerical' }, createSimdEngine('float64'));
  for (const [i, values] of exact.parameters.entries()) {
    expect(largestDifference(values, numerical.parameters[i])).toBeLessThan(1e-8);
  }
});

test('fading distortions are whole in epoch 1 and gone in the last, if fade is 1', async () => {
  expect([1, 2, 3, 4, 5].map(fading(1, 5))).toEqual([1, 0.75, 0.5, 0.25, 0]);
  expect([1, 6, 11].map(fading(0.5, 11))).toEqual([1, 0.75, 0.5]);
  expect(fading(0.5, 1)(1)).toBe(1);
  expect(fading(0.5, 3)(12)).toBe(0.5); // as preview draws it
  const augment = { ...AUGMENT, strength: () => 0 };
  expect((await run({ augment })).records).toEqual((await run({ augment: undefined })).records);
  const first = { iterations: 8, augment: { ...AUGMENT, strength: fading(1, 9) } };
  expect((await run(first)).records).toEqual((await run({ iterations: 8 })).records);
});

test('with all ranges 0, training is the same as without copies', async () => {
  const still = { rotation: 0, shear: 0, scale: 0, shift: 0, seed: 1 };
  expect((await run({ augment: still })).records).toEqual((await run({ augment: undefined })).records);
});

describe.each(['shuffle', 'replacement'] as const)('sampling by %s', (sampling) => {
  test.each([
    ['philox', () => new Philox(5, 2)],
    ['numpy', () => new NumpyRandom(5)],
  ])('with %s: a run resumed from any checkpoint has the same results', async (_, random) => {
    const options = { ...OPTIONS, sampling, augment: FADING };
    const { network: whole, data } = setUp(createSimdEngine());
    const losses: number[] = [];
    for await (const record of train(whole, data, options, random())) {
      if (record.kind === 'loss') losses.push(record.loss);
    }
    for (const stop of [1, 13]) {
      const { network, data } = setUp(createSimdEngine('float32', { threads: stop === 13 ? 2 : 1 }));
      const isCheckpointDue = (iteration: number) => iteration === stop;
      let from: TrainingState | undefined;
      for await (const record of train(network, data, options, random(), { isCheckpointDue })) {
        if (record.kind !== 'checkpoint') continue;
        from = record.state;
        break;
      }
      const rest: number[] = [];
      for await (const record of train(network, data, options, random(), { from })) {
        if (record.kind === 'loss') rest.push(record.loss);
      }
      expect(rest).toEqual(losses.slice(stop));
      expect(Object.values(network.params).map(flat)).toEqual(Object.values(whole.params).map(flat));
    }
  });

  test('a checkpoint holds the batches that were used, not those drawn ahead', async () => {
    const states = async (augment: TrainingOptions['augment'], threads: number) => {
      const { network, data } = setUp(createSimdEngine('float32', { threads }));
      const states: TrainingState[] = [];
      const control = { isCheckpointDue: () => true };
      const options = { ...OPTIONS, iterations: 20, sampling, augment };
      for await (const record of train(network, data, options, new Philox(5, 2), control)) {
        if (record.kind === 'checkpoint') states.push(copyOf(record.state));
      }
      return states;
    };
    const plain = await states(undefined, 1);
    expect(plain).toHaveLength(19);
    for (const threads of [1, 2]) expect(await states(AUGMENT, threads)).toEqual(plain);
  });
});

test('distorted copies need the original images', () => {
  const { network } = setUp(createSimdEngine());
  const data = loadInto(network.engine, dataset);
  expect(() => train(network, data, OPTIONS, new Philox(5, 2))).toThrow('loadInto with keepImages');
});

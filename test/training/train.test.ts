import { describe, expect, test } from 'vitest';
import { BatchSampler } from '../../src/dataset/batches.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import type { TrainingRecord } from '../../src/training/records.js';
import { train } from '../../src/training/train.js';
import { loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { CLASSES } from '../fixtures/patterns.js';
import { all, dataset, OPTIONS, ofKind, parametersOf, setUp } from './patterns-run.js';

describe('records', () => {
  test('have a loss for every iteration, counted from 1, with its epoch', async () => {
    const losses = ofKind((await all()).records, 'loss');
    expect(losses.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    // 60 images in batches of 10 are 6 updates an epoch
    expect(losses.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 25 }, (_, i) => Math.floor(i / 6) + 1));
  });

  test.each([
    [25, 6, [1, 7, 13, 19, 25]],
    [26, 6, [1, 7, 13, 19, 25, 26]],
    [3, 100, [1, 3]],
    [1, 100, [1]],
    [4, 1, [1, 2, 3, 4]],
  ])(
    'of %i iterations, evaluated every %i, have accuracies after updates %j',
    async (iterations, evaluateEvery, expected) => {
      const { records } = await all({ iterations, evaluateEvery });
      expect(ofKind(records, 'accuracy').map(({ iteration }) => iteration)).toEqual(expected);
    },
  );

  test('come as loss, then accuracy, of the same iteration and epoch', async () => {
    const records = (await all()).records.filter(({ kind }) => kind !== 'progress') as Exclude<
      TrainingRecord,
      { kind: 'progress' }
    >[];
    for (const [i, record] of records.entries()) {
      if (record.kind !== 'accuracy') continue;
      expect(records[i - 1]).toMatchObject({ kind: 'loss', iteration: record.iteration, epoch: record.epoch });
    }
  });

  test('have the accuracies on all training and all test images', async () => {
    const { network, records } = await all();
    const [trainAccuracy, testAccuracy] = Object.values(loadInto(network.engine, dataset)).map((split) => {
      const { x, t } = takeBatch(
        split,
        Int32Array.from({ length: split.count }, (_, n) => n),
      );
      return network.accuracy(x, t);
    });
    expect(ofKind(records, 'accuracy').at(-1)).toMatchObject({ trainAccuracy, testAccuracy });
    expect(testAccuracy).toBeGreaterThan(0.9);
  });

  test('show the evaluation’s progress up to the last image', async () => {
    const { records } = await all({ iterations: 1 });
    expect(ofKind(records, 'progress')).toEqual([
      { kind: 'progress', phase: 'evaluation', done: 60, total: 84 },
      { kind: 'progress', phase: 'evaluation', done: 84, total: 84 },
    ]);
  });

  test('show a numerical gradient’s progress up to the last parameter', async () => {
    const { network, records } = await all({ iterations: 1, gradient: 'numerical', numerical: { algorithm: 'full' } });
    const gradient = ofKind(records, 'progress').filter(({ phase }) => phase === 'gradient');
    expect(gradient.map(({ done }) => done)).toEqual(Array.from({ length: network.parameterCount }, (_, i) => i + 1));
    expect(gradient.every(({ total }) => total === network.parameterCount)).toBe(true);
  });
});

describe('a step', () => {
  test('is θ ← θ − learningRate · gradient, and its loss is that of the same batch afterwards', async () => {
    const { network, data } = setUp();
    const batches = new BatchSampler(60, 10, 'replacement', new Philox(5, 2));
    const { x, t } = takeBatch(data.train, batches.next());
    const before = network.loss(x, t);
    const expected = Object.values(network.gradient(x, t).grads).map((grad, i) => {
      const old = flat(Object.values(network.params)[i]);
      return flat(grad).map((d, k) => old[k] - 0.5 * d);
    });

    const { network: trained, records } = await all({ iterations: 1 });
    for (const [i, parameter] of parametersOf(trained).entries()) expect(parameter).toEqual(expected[i]);
    const [{ loss }] = ofKind(records, 'loss');
    const sameBatch = { rows: loadInto(trained.engine, dataset).train.rows, index: x.index };
    expect(loss).toBe(trained.loss(sameBatch, t));
    expect(loss).toBeLessThan(before);
  });

  test('by numerical gradients agrees with back-propagation up to rounding', async () => {
    const backprop = await all({ iterations: 8 }, { activation: 'sigmoid' });
    for (const algorithm of ['incremental', 'full'] as const) {
      const numerical = await all(
        { iterations: 8, gradient: 'numerical', numerical: { algorithm } },
        { activation: 'sigmoid' },
      );
      const lossesOf = (records: TrainingRecord[]) => ofKind(records, 'loss').map(({ loss }) => loss);
      expect(largestDifference(lossesOf(numerical.records), lossesOf(backprop.records))).toBeLessThan(1e-8);
      for (const [i, parameter] of parametersOf(numerical.network).entries()) {
        expect(largestDifference(parameter, parametersOf(backprop.network)[i])).toBeLessThan(1e-7);
      }
    }
  });

  test.each([
    ['reference float64', () => createReferenceEngine('float64')],
    ['reference float32', () => createReferenceEngine('float32')],
    ['simd float64', () => createSimdEngine('float64')],
    ['simd float32', () => createSimdEngine('float32')],
  ])('with the %s engine learns the patterns', async (_, engine) => {
    const { records } = await all({ iterations: 60 }, { engine: engine() });
    const losses = ofKind(records, 'loss').map(({ loss }) => loss);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses[59]).toBeLessThan(0.2);
    expect(ofKind(records, 'accuracy').at(-1)?.testAccuracy).toBe(1);
  });

  test.each([
    [{ name: 'momentum', momentum: 0.9 }, 0.1],
    [{ name: 'nesterov', momentum: 0.9 }, 0.1],
    [{ name: 'adagrad' }, 0.1],
    [{ name: 'rmsprop', decayRate: 0.99 }, 0.01],
    [{ name: 'adam', beta1: 0.9, beta2: 0.999 }, 0.05],
  ] as const)('by $name learns the patterns, too', async (optimizer, learningRate) => {
    for (const engine of [createReferenceEngine('float64'), createSimdEngine('float32')]) {
      const { records } = await all({ iterations: 100, optimizer, learningRate }, { engine });
      expect(ofKind(records, 'loss').at(-1)?.loss).toBeLessThan(0.2);
      expect(ofKind(records, 'accuracy').at(-1)?.testAccuracy).toBe(1);
    }
  });

  test('uses the rate of the schedule', async () => {
    // 6 updates an epoch: 0.5 for six of them, then 0.05
    const { network } = await all({ iterations: 8, schedule: { name: 'step', every: 1, factor: 0.1 } });
    const { network: expected, data } = setUp();
    const batches = new BatchSampler(60, 10, 'replacement', new Philox(5, 2));
    for (const rate of [...new Array(6).fill(0.5), 0.05, 0.05]) {
      const { x, t } = takeBatch(data.train, batches.next());
      const { grads } = expected.gradient(x, t);
      for (const [name, W] of Object.entries(expected.params)) expected.engine.update('sgd', W, [], grads[name], rate);
    }
    expect(parametersOf(network)).toEqual(parametersOf(expected));
  });

  test('memorises a few images', async () => {
    const network = new Network(createReferenceEngine(), {
      input: 12,
      hidden: [20],
      output: CLASSES,
      activation: 'relu',
    });
    network.initialise(new Philox(1, 1), 0.3);
    const random = new Philox(3, 3);
    const few = {
      ...dataset,
      train: { ...dataset.train, labels: Uint8Array.from({ length: 60 }, () => random.integer(4)) },
    };
    const data = loadInto(network.engine, few);
    const five = { ...data, train: { ...data.train, count: 5 } };
    const losses: number[] = [];
    const options = {
      ...OPTIONS,
      sampling: 'shuffle',
      batchSize: 5,
      iterations: 1500,
      learningRate: 1,
      evaluateEvery: 1e9,
    } as const;
    for await (const record of train(network, five, options, new Philox(1, 2))) {
      if (record.kind === 'loss') losses.push(record.loss);
    }
    expect(losses.at(-1)).toBeLessThan(1e-3);
  });
});

describe('a loss recorded before the update', () => {
  test.each(['backprop', 'numerical'] as const)(
    'is the loss at which the gradient by %s is computed',
    async (gradient) => {
      const options = { recordLoss: 'before', gradient, iterations: 3, learningRate: 0.1 } as const;
      const { network, records } = await all(options);
      const { network: other, data } = setUp();
      const batches = new BatchSampler(data.train.count, 10, 'replacement', new Philox(5, 2));
      for (const record of records) {
        if (record.kind !== 'loss') continue;
        const { x, t } = takeBatch(data.train, batches.next());
        expect(record.loss).toBe(other.loss(x, t));
        const grads = gradient === 'backprop' ? other.gradient(x, t).grads : numericalNetworkGradient(other, x, t);
        for (const [name, W] of Object.entries(other.params)) other.engine.update('sgd', W, [], grads[name], 0.1);
      }
      for (const [name, W] of Object.entries(network.params)) expect(flat(other.params[name])).toEqual(flat(W));
    },
  );

  test('replaces the loss after the update and changes nothing else', async () => {
    const after = await all();
    const before = await all({ recordLoss: 'before' });
    expect(flat(before.network.params.W1)).toEqual(flat(after.network.params.W1));
    const accuracies = ({ records }: typeof after) =>
      records.filter(({ kind }) => kind === 'accuracy').map((record) => ({ ...record, loss: 0 }));
    expect(accuracies(before)).toEqual(accuracies(after));
  });
});

import { describe, expect, test } from 'vitest';
import { BatchSampler } from '../../src/dataset/batches.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { TrainerError } from '../../src/errors.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import type { ResumableRandom } from '../../src/random/random.js';
import type { TrainingRecord } from '../../src/training/records.js';
import { type TrainingOptions, train } from '../../src/training/train.js';
import { loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { CLASSES, patterns } from '../fixtures/patterns.js';

const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'replacement',
  batchSize: 10,
  learningRate: 0.5,
  iterations: 25,
  evaluateEvery: 6,
};

const dataset = patterns();

interface Setting {
  hidden?: number[];
  activation?: ActivationName;
  std?: number;
  engine?: ReturnType<typeof createReferenceEngine>;
}

function setUp({
  hidden = [6],
  activation = 'relu',
  std = 0.3,
  engine = createReferenceEngine('float64'),
}: Setting = {}) {
  const network = new Network(engine, { input: 12, hidden, output: CLASSES, activation });
  network.initialise(new Philox(5, 1), std);
  return { network, data: loadInto(engine, dataset) };
}

async function all(
  options: Partial<TrainingOptions> = {},
  setting: Setting = {},
  random: ResumableRandom = new Philox(5, 2),
): Promise<{ network: Network; records: TrainingRecord[] }> {
  const { network, data } = setUp(setting);
  const records: TrainingRecord[] = [];
  for await (const record of train(network, data, { ...OPTIONS, ...options }, random)) records.push({ ...record });
  return { network, records };
}

function ofKind<K extends TrainingRecord['kind']>(records: TrainingRecord[], kind: K) {
  return records.filter((record): record is Extract<TrainingRecord, { kind: K }> => record.kind === kind);
}

const parametersOf = (network: Network) => Object.values(network.params).map(flat);

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

  test('by numerical gradients follows back-propagation', async () => {
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

describe('a moving average', () => {
  test('is evaluated and saved, but not trained', async () => {
    const plain = await all({ iterations: 25 });
    const { network, records } = await all({ iterations: 25, movingAverage: 0.9 });
    const { data } = setUp();
    const losses = (all: TrainingRecord[]) => all.filter(({ kind }) => kind === 'loss');
    expect(losses(records)).toEqual(losses(plain.records));
    expect(flat(network.params.W1)).not.toEqual(flat(plain.network.params.W1));

    const { network: byHand } = setUp();
    const mean = Object.values(byHand.params).map((W) => new Float64Array(W.size));
    const batches = new BatchSampler(data.train.count, 10, 'replacement', new Philox(5, 2));
    for (let step = 1; step <= 25; step++) {
      const { x, t } = takeBatch(data.train, batches.next());
      const { grads } = byHand.gradient(x, t);
      for (const [i, [name, W]] of Object.entries(byHand.params).entries()) {
        byHand.engine.update('sgd', W, [], grads[name], 0.5);
        for (const [k, w] of flat(W).entries()) mean[i][k] += Math.max(0.1, 1 / step) * (w - mean[i][k]);
      }
    }
    for (const [i, W] of Object.values(network.params).entries())
      expect(largestDifference(W, [...mean[i]])).toBeLessThan(1e-12);

    const last = records.findLast(({ kind }) => kind === 'accuracy');
    const { x, t } = takeBatch(
      data.test,
      Int32Array.from({ length: data.test.count }, (_, n) => n),
    );
    expect(last).toMatchObject({ iteration: 25, testAccuracy: network.accuracy(x, t) });
  });
});

describe('validation images', () => {
  test('are the last training images, and replace the test images', async () => {
    const engine = createReferenceEngine('float64');
    const { network } = setUp({ engine });
    const data = loadInto(engine, dataset, { validation: 20 });
    expect([data.train.count, data.validation?.count, data.test.count]).toEqual([
      dataset.train.count - 20,
      20,
      dataset.test.count,
    ]);
    expect(data.validation?.labels).toEqual(dataset.train.labels.subarray(-20));
    const spoiled = { ...data, test: { ...data.test, count: Number.NaN } }; // evaluating it fails
    const records: TrainingRecord[] = [];
    for await (const record of train(network, spoiled, OPTIONS, new Philox(5, 2))) records.push(record);
    const last = records.findLast(({ kind }) => kind === 'accuracy');
    if (!data.validation) throw new Error('there are none');
    const { x, t } = takeBatch(
      data.validation,
      Int32Array.from({ length: 20 }, (_, n) => n),
    );
    expect(last).toMatchObject({ validationAccuracy: network.accuracy(x, t) });
    expect(last).not.toHaveProperty('testAccuracy');
  });
});

describe('equal runs', () => {
  test.each(['replacement', 'shuffle'] as const)(
    'have equal records and parameters, bit for bit (%s)',
    async (sampling) => {
      const [one, other] = [await all({ sampling }), await all({ sampling })];
      expect(one.records).toEqual(other.records);
      expect(parametersOf(one.network)).toEqual(parametersOf(other.network));
    },
  );

  test('differ with another seed for the batches', async () => {
    const [one, other] = [await all(), await all({}, {}, new Philox(6, 2))];
    expect(one.records).not.toEqual(other.records);
  });

  test('do not depend on how often they are evaluated', async () => {
    const [one, other] = [await all({ evaluateEvery: 1 }), await all({ evaluateEvery: 1000 })];
    expect(ofKind(one.records, 'loss')).toEqual(ofKind(other.records, 'loss'));
    expect(parametersOf(one.network)).toEqual(parametersOf(other.network));
  });

  test('of more iterations begin like those of fewer', async () => {
    const [short, long] = [await all({ iterations: 10 }), await all({ iterations: 20 })];
    expect(ofKind(long.records, 'loss').slice(0, 10)).toEqual(ofKind(short.records, 'loss'));
  });
});

describe('sampling', () => {
  test('by shuffle uses every image once per epoch, with a short batch at the end', () => {
    const batches = new BatchSampler(23, 5, 'shuffle', new Philox(1, 0));
    const epochs = [1, 2, 3].map(() => Array.from({ length: 5 }, () => [...batches.next()]));
    for (const epoch of epochs) {
      expect(epoch.map(({ length }) => length)).toEqual([5, 5, 5, 5, 3]);
      expect(epoch.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).not.toEqual(epochs[2]);
  });

  test('by shuffle counts an epoch as ⌈60 / 25⌉ = 3 updates', async () => {
    const losses = ofKind((await all({ sampling: 'shuffle', batchSize: 25, iterations: 7 })).records, 'loss');
    expect(losses.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 2, 2, 2, 3]);
  });

  test('by replacement counts an epoch as ⌊60 / 25⌋ = 2 updates, and at least 1', async () => {
    const epochsOf = async (batchSize: number) =>
      ofKind((await all({ batchSize, iterations: 5 })).records, 'loss').map(({ epoch }) => epoch);
    expect(await epochsOf(25)).toEqual([1, 1, 2, 2, 3]);
    expect(await epochsOf(60)).toEqual([1, 2, 3, 4, 5]);
    expect(await epochsOf(100)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('leaving early', () => {
  test.each([1, 2, 5, 9])('at record %i leaves the net after a whole number of updates', async (stopAt) => {
    const { network, data } = setUp();
    let seen = 0;
    let updates = 0;
    for await (const record of train(network, data, OPTIONS, new Philox(5, 2))) {
      if (record.kind === 'loss') updates = record.iteration;
      if (++seen === stopAt) break;
    }
    const { network: expected } = await all({ iterations: updates });
    expect(parametersOf(network)).toEqual(parametersOf(expected));
  });

  test.each([
    ['full', 1],
    ['full', 40],
    ['full', 90],
    ['incremental', 1],
    ['incremental', 2],
  ] as const)(
    'in the middle of a %s numerical gradient, at its pause %i, leaves the net as the last update had it',
    async (algorithm, stopAt) => {
      const { network, data } = setUp();
      const options: TrainingOptions = {
        ...OPTIONS,
        gradient: 'numerical',
        numerical: { algorithm },
        evaluateEvery: 1000,
      };
      let pauses = 0;
      let updates = 0;
      for await (const record of train(network, data, options, new Philox(5, 2))) {
        if (record.kind === 'loss') updates = record.iteration;
        if (updates === 1 && record.kind === 'progress' && record.phase === 'gradient' && ++pauses === stopAt) break;
      }
      expect(pauses).toBe(stopAt);
      expect(updates).toBe(1);
      const { network: expected } = await all({ ...options, iterations: 1 });
      expect(parametersOf(network)).toEqual(parametersOf(expected));
    },
  );
});

describe('divergence', () => {
  async function errorOf(options: Partial<TrainingOptions>, setting: Setting = {}): Promise<TrainerError> {
    const error = await all(options, setting).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof TrainerError) return error;
    throw error ?? new Error('the training went well');
  }

  test('reports the iteration, the epoch, the learning rate, and what is not finite', async () => {
    const error = await errorOf({ learningRate: 1e200, iterations: 100 }, { hidden: [6, 5] });
    expect(error.code).toBe('TRAINING_DIVERGED');
    expect(error.message).toMatch(
      /^the loss is (NaN|-?Infinity) after iteration \d+ \(epoch \d+\) at learning rate 1e\+200: /,
    );
    expect(error.message).toMatch(/(of|output of) (Affine|Relu)\d .*not finite$/);
    expect(error.hint).toContain('1e+199');
  });

  test('with a schedule reports the rate of the update, and suggests a lower learningRate', async () => {
    const schedule = { name: 'cosine', minimum: 0, warmup: 3 } as const;
    const error = await errorOf({ learningRate: 1e200, schedule, iterations: 100 });
    expect(error.message).toMatch(/after iteration 1 \(epoch 1\) at learning rate 5\.26316e\+198: /);
    expect(error.hint).toContain('1e+199');
  });

  test('names the first parameter, in the order of the forward pass, that is not finite', async () => {
    for (const parameter of ['b1', 'W2', 'b2']) {
      const { network, data } = setUp({ activation: 'sigmoid' });
      network.params[parameter].data[0] = Number.NaN;
      await expect(train(network, data, OPTIONS, new Philox(5, 2)).next()).rejects.toThrow(
        'the loss is NaN after iteration 1 (epoch 1) at learning rate 0.5: W1 of Affine1 is not finite',
      );
    }
  });

  test('reports scores that are finite but too far apart', async () => {
    const { network, data } = setUp({ hidden: [], std: 0.01 });
    network.params.b1.data.set([1.5e308, -1.5e308, -1.5e308, -1.5e308]);
    await expect(train(network, data, OPTIONS, new Philox(5, 2)).next()).rejects.toThrow('finite but too far apart');
  });

  test('names the first layer whose output is not finite', async () => {
    const { network, data } = setUp();
    network.params.W1.data.fill(1e308);
    await expect(train(network, data, { ...OPTIONS, learningRate: 1e-300 }, new Philox(5, 2)).next()).rejects.toThrow(
      /Affine1 is not finite/,
    );
  });

  test('yields the records before it', async () => {
    const { network, data } = setUp();
    const losses: number[] = [];
    const run = async () => {
      for await (const record of train(network, data, OPTIONS, new Philox(5, 2))) {
        if (record.kind !== 'loss') continue;
        losses.push(record.loss);
        if (record.iteration === 3) network.params.b1.data[0] = Number.NaN;
      }
    };
    await expect(run()).rejects.toThrow('after iteration 4');
    expect(losses).toHaveLength(3);
  });
});

import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/dataset/dataset.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { measureAccuracy } from '../../../src/training/evaluation/accuracy.js';
import type { TrainingOptions } from '../../../src/training/options.js';
import type { TrainingRecord } from '../../../src/training/records.js';
import { train } from '../../../src/training/train.js';
import { chunks, type LoadedSplit, loadInto } from '../../../src/training/training-data.js';

const PIXELS = 40;

/** Each split has several chunks, and the last one is not full. */
function noise(train = 2300, test = 1700): Dataset {
  const random = new Philox(3, 0);
  const split = (count: number) => ({
    images: Uint8Array.from({ length: count * PIXELS }, () => (random.integer(2) ? random.integer(256) : 0)),
    labels: Uint8Array.from({ length: count }, () => random.integer(10)),
    count,
  });
  return { name: 'custom', rows: 1, columns: PIXELS, classes: 10, hashes: {}, train: split(train), test: split(test) };
}

const dataset = noise();

function setUp(threads: number, hidden = 12) {
  const engine = createSimdEngine('float32', { threads });
  const network = new Network(engine, { input: PIXELS, hidden: [hidden], output: 10, activation: 'relu' });
  network.initialise(new Philox(7, 1), 0.5);
  return { network, data: loadInto(engine, dataset) };
}

async function collect(records: AsyncGenerator<TrainingRecord, void>): Promise<TrainingRecord[]> {
  const all: TrainingRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'shuffle',
  batchSize: 50,
  learningRate: 0.1,
  iterations: 60,
  evaluateEvery: 7,
};

describe('training on several threads', () => {
  test.each([2, 3])('gives the losses and accuracies of one thread, in order, with %i threads', async (threads) => {
    const run = async (count: number) => {
      const { network, data } = setUp(count);
      const records = await collect(train(network, data, OPTIONS, new Philox(7, 2)));
      return ['loss', 'accuracy'].map((kind) => records.filter((record) => record.kind === kind));
    };
    const [losses, accuracies] = await run(1);
    expect(losses).toHaveLength(60);
    expect(accuracies).toHaveLength(10);
    expect(await run(threads)).toEqual([losses, accuracies]);
  });
});

test.each([
  [1, 12, [1000, 2000, 2300, 3300, 4000]],
  [3, 12, [2300, 4000]],
  [3, 300, [1666, 2300, 3966, 4000]],
])('counts every image once, in chunks, with %i threads and %i units', async (threads, hidden, ends) => {
  const { network, data } = setUp(threads, hidden);
  const right = (split: LoadedSplit) =>
    [...chunks(split)].reduce((sum, { x, t }) => sum + network.accuracy(x, t) * t.size, 0);
  const moment = { iteration: 3, epoch: 1, loss: 2 };
  const records = await collect(measureAccuracy(network, data, moment, async () => {}));
  const accuracy = records.pop();
  expect(records.map((record) => record.kind === 'progress' && record.done)).toEqual(ends);
  expect(accuracy).toEqual({
    kind: 'accuracy',
    ...moment,
    trainAccuracy: right(data.train) / 2300,
    testAccuracy: right(data.test) / 1700,
  });
});

test('the last chunk has the remaining images', () => {
  const { data } = setUp(1);
  expect([...chunks(data.train)].map(({ t }) => t.size)).toEqual([1000, 1000, 300]);
});

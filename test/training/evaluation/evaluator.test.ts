import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/dataset/dataset.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Network, snapshot } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { BackgroundCounter } from '../../../src/training/evaluation/background-counter.js';
import { Evaluator } from '../../../src/training/evaluation/evaluator.js';
import type { TrainingRecord } from '../../../src/training/records.js';
import { type TrainingOptions, train } from '../../../src/training/train.js';
import { countCorrect, loadInto, takeChunk } from '../../../src/training/training-data.js';

const PIXELS = 40;

/** More than one chunk of each split, and a part of one. */
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

function setUp(threads: number, seed = 7) {
  const engine = createSimdEngine('float32', { threads });
  const network = new Network(engine, { input: PIXELS, hidden: [12], output: 10, activation: 'relu' });
  network.initialise(new Philox(seed, 1), 0.5);
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

describe('training with evaluation on other threads', () => {
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

  test('evaluates the parameters of the moment, whatever becomes of them', async () => {
    const { network, data } = setUp(2);
    const evaluator = new Evaluator(network, data);
    const expected = [0, 1, 2].reduce((sum, chunk) => sum + countCorrect(network, data.train, chunk), 0);
    evaluator.begin({ iteration: 3, epoch: 1, loss: 2 });
    for (const { data } of Object.values(network.params)) data.fill(0);
    const records = await collect(evaluator.finish());
    expect(records.at(-1)).toMatchObject({ iteration: 3, epoch: 1, loss: 2, trainAccuracy: expected / 2300 });
    expect(expected).not.toBe(countCorrect(network, data.train, 0) + countCorrect(network, data.train, 1));
    expect(await collect(evaluator.finish())).toEqual([]);
    evaluator.close();
  });
});

describe('a background counter', () => {
  test('counts every image once, on other threads and with help', async () => {
    const { network, data } = setUp(3);
    const counter = new BackgroundCounter(network, data);
    const expected = { train: 0, test: 0 };
    for (let chunk = 0; chunk < 3; chunk++) expected.train += countCorrect(network, data.train, chunk);
    for (let chunk = 0; chunk < 2; chunk++) expected.test += countCorrect(network, data.test, chunk);
    for (const helps of [false, true, false, true]) {
      counter.begin();
      if (helps) for (const taken of counter.help()) expect(taken).toBeLessThanOrEqual(5);
      expect(await counter.result()).toEqual(expected);
      expect(counter.isDone).toBe(true);
    }
    counter.close();
  });

  test('throws what happened on another thread', async () => {
    const { network, data } = setUp(2);
    const counter = new BackgroundCounter(network, data);
    counter.begin({ ...snapshot(network), W1: new Float32Array(1e6) });
    await expect(counter.result()).rejects.toThrow(RangeError);
    await expect(counter.result()).rejects.toThrow(RangeError);
    counter.close();
  });

  test('is not for an engine whose rows no other thread can see', () => {
    const engine = createReferenceEngine();
    const network = new Network(engine, { input: PIXELS, hidden: [], output: 10, activation: 'relu' });
    const counter = new BackgroundCounter(network, loadInto(engine, dataset));
    expect(() => counter.begin()).toThrow('reference engine: no other thread can use its rows');
  });
});

test('the last chunk is as short as what is left', () => {
  const { data } = setUp(1);
  expect([0, 1, 2].map((chunk) => takeChunk(data.train, chunk).t.size)).toEqual([1000, 1000, 300]);
});

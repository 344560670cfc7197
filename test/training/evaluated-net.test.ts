import { describe, expect, test } from 'vitest';
import { BatchSampler } from '../../src/dataset/batches.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { Philox } from '../../src/random/philox.js';
import type { TrainingRecord } from '../../src/training/records.js';
import { train } from '../../src/training/train.js';
import { loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { all, dataset, OPTIONS, setUp } from './patterns-run.js';

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

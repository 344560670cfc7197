import { describe, expect, test } from 'vitest';
import { BatchSampler } from '../../src/dataset/batches.js';
import { Philox } from '../../src/random/philox.js';
import { all, ofKind, parametersOf } from './patterns-run.js';

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

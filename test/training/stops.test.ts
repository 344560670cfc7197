import { describe, expect, test } from 'vitest';
import { TrainerError } from '../../src/errors.js';
import { Philox } from '../../src/random/philox.js';
import type { TrainingOptions } from '../../src/training/options.js';
import { train } from '../../src/training/train.js';
import { all, OPTIONS, parametersOf, type Setting, setUp } from './patterns-run.js';

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
    'in the middle of a %s numerical gradient, at its pause %i, leaves the net as after the last update',
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

import { describe, expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { Checkup } from '../../../src/training/health/checkup.js';
import type { HealthFacts } from '../../../src/training/health/facts.js';
import { healthFacts } from '../../../src/training/health/facts.js';
import { sampleGradient } from '../../../src/training/health/gradients.js';
import { train } from '../../../src/training/train.js';
import { loadInto, takeBatch } from '../../../src/training/training-data.js';
import { flat } from '../../fixtures/arrays.js';
import { CLASSES, patterns } from '../../fixtures/patterns.js';

const OPTIONS = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'shuffle',
  batchSize: 60,
  learningRate: 0.5,
  evaluateEvery: 100,
} as const;

/** Trains for this many updates on all 60 patterns at once, with or without a checkup. */
async function examined(
  iterations: number,
  std = 0.3,
): Promise<{ facts: HealthFacts; network: Network; same: boolean }> {
  const [network, alone] = [0, 1].map(() => {
    const made = new Network(createReferenceEngine('float64'), {
      input: 12,
      hidden: [6],
      output: CLASSES,
      activation: 'tanh',
    });
    made.initialise(new Philox(5, 1), std);
    return made;
  });
  const data = loadInto(network.engine, patterns());
  const checkup = new Checkup(network, data, 60 * iterations);
  const { watchLastUpdate } = checkup;
  const accuracy = { iteration: iterations, epoch: 1, trainAccuracy: 0.5, testAccuracy: 0.25 };
  const options = { ...OPTIONS, iterations };
  for await (const record of train(network, data, options, new Philox(5, 2), { watchLastUpdate })) {
    if (record.kind === 'loss') checkup.addLoss(record.loss);
  }
  for await (const _ of train(alone, data, options, new Philox(5, 2)));
  const facts = checkup.finish(network, iterations, accuracy);
  return { facts, network, same: String(parametersOf(network)) === String(parametersOf(alone)) };
}

const parametersOf = (network: Network) => Object.values(network.params).map(flat);

describe('a checkup', () => {
  test('measures a run without changing it', async () => {
    const { facts, network, same } = await examined(40);
    expect(same).toBe(true);
    expect(healthFacts.parse(facts)).toEqual(facts);
    expect(facts).toMatchObject({ iterations: 40, accuracy: { train: 0.5, unseen: 0.25 } });
    expect(facts.chance).toEqual({ loss: Math.log(CLASSES), accuracy: 1 / CLASSES });
    expect(facts.loss.end).toBeLessThan(facts.loss.start);
    expect(facts.loss.departedAt).toBeNull();
    const [first, last] = facts.layers;
    expect([first.inputs, first.outputs, last.outputs]).toEqual([12, 6, CLASSES]);
    expect(first.weights).toBeCloseTo(Math.hypot(...flat(network.params.W1)), 12);
    expect(first.units?.end).toMatchObject({ dead: 0, saturated: 0 });
    expect(last.units).toBeUndefined();
  });

  test('measures the last update: for SGD, the learning rate times the gradient', async () => {
    // a single update, so the gradient before it moved the weights
    const { facts } = await examined(1);
    const { layers } = facts;
    const network = new Network(createReferenceEngine('float64'), {
      input: 12,
      hidden: [6],
      output: CLASSES,
      activation: 'tanh',
    });
    network.initialise(new Philox(5, 1), 0.3);
    const { train: split } = loadInto(network.engine, patterns());
    const index = Int32Array.from({ length: 60 }, (_, n) => n);
    const { x, t } = takeBatch(split, index);
    network.gradient(x, t);
    expect(layers[0].update).toBeCloseTo(0.5 * Math.hypot(...flat(network.grads.W1)), 12);
  });

  test('reports zero weights and their vanishing gradient', async () => {
    const { facts } = await examined(5, 0);
    expect(facts.layers.map(({ startWeights }) => startWeights)).toEqual([0, 0]);
    expect(facts.layers[0].gradient).toBe(0);
  });
});

test('gradients that are not finite become numbers that JSON can hold', () => {
  const engine = createReferenceEngine('float64');
  const network = new Network(engine, { input: 12, hidden: [], output: CLASSES, activation: 'tanh' });
  network.params.b1.set(0, Number.NaN);
  const { train: split } = loadInto(engine, patterns());
  const half = takeBatch(split, Int32Array.of(0, 1));
  expect(sampleGradient(network, [half, half])).toEqual({
    loss: Number.MAX_VALUE,
    norms: { W1: Number.MAX_VALUE, b1: Number.MAX_VALUE },
    agreement: 0,
  });
});

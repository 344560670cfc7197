import { describe, expect, test } from 'vitest';
import { copy } from '../../src/array.js';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { WeightDecay } from '../../src/layers/weight-decay.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { evaluate } from '../../src/training/evaluation/evaluation.js';
import { loadSplit } from '../../src/training/training-data.js';
import { arrayOf, ENGINES } from '../engine/engines.js';
import { flat, largestDifference, randomArray } from '../fixtures/arrays.js';
import { CLASSES, patterns } from '../fixtures/patterns.js';

const LAMBDA = 0.3;

describe.each(ENGINES)('%s engine', (name, create) => {
  const engine = create();
  const params = { W1: arrayOf(engine, [2, 3], [1, -2, 3, 0, 0.5, 4]), b1: arrayOf(engine, [3], [100, 100, 100]) };

  test('weight decay is λ/2 Σ W² over weights, not biases, and its gradient λ W is added', () => {
    const decay = new WeightDecay(engine, LAMBDA);
    expect(decay.loss(params)).toBe(0.5 * LAMBDA * 30.25);
    const grads = { W1: arrayOf(engine, [2, 3], [10, 10, 10, 10, 10, 10]), b1: arrayOf(engine, [3], [1, 2, 3]) };
    decay.addGradient(grads, params);
    expect(largestDifference(grads.W1, [10.3, 9.4, 10.9, 10, 10.15, 11.2])).toBeLessThan(1e-6);
    expect(flat(grads.b1)).toEqual([1, 2, 3]);
    expect(flat(params.W1)).toEqual([1, -2, 3, 0, 0.5, 4]);
  });

  test('with λ = 0 it changes nothing, even if weights are not finite', () => {
    const decay = new WeightDecay(engine, 0);
    const infinite = { W1: arrayOf(engine, [1, 2], [Number.POSITIVE_INFINITY, 1]) };
    const grads = { W1: arrayOf(engine, [1, 2], [1, 2]) };
    decay.addGradient(grads, infinite);
    expect([decay.loss(infinite), ...flat(grads.W1)]).toEqual([0, 1, 2]);
  });

  test('difference is the change of the loss when one element changes, 0 for a bias', () => {
    const decay = new WeightDecay(engine, LAMBDA);
    expect(decay.difference(params.W1, 3, 2)).toBeCloseTo(0.5 * LAMBDA * 5, 15);
    expect(decay.difference(params.b1, 3, 2)).toBe(0);
  });

  /** A net with biases that are not zero, and a batch. */
  function setUp(lambda: number, activation: 'relu' | 'sigmoid', hidden: number[]) {
    const architecture = { input: 8, hidden, output: 4, activation };
    const net = new Network(engine, architecture, { weightDecay: lambda });
    const random = new Philox(4, 0);
    net.initialise(random, 'he');
    for (const [name, b] of Object.entries(net.params)) {
      if (name.startsWith('b')) for (let j = 0; j < b.size; j++) b.set(j, 0.3 * random.normal());
    }
    const t = arrayOf(engine, [6], [0, 3, 1, 1, 2, 0]);
    return { net, x: randomArray([6, 8], 3), t };
  }

  const nets = [[], [5], [7, 6]].flatMap((hidden) =>
    (['relu', 'sigmoid'] as const).map((activation) => [activation, hidden] as const),
  );

  test.each(nets)('a %s net with hidden %j: λ/2 Σ W² is added to the loss and λ W to dW', (activation, hidden) => {
    const [plain, decaying] = [setUp(0, activation, hidden), setUp(LAMBDA, activation, hidden)];
    const { x, t } = plain;
    let squares = 0;
    for (const [name, W] of Object.entries(plain.net.params)) {
      if (name.startsWith('W')) squares += flat(W).reduce((sum, w) => sum + w * w, 0);
    }
    expect(decaying.net.loss(x, t)).toBeCloseTo(plain.net.loss(x, t) + 0.5 * LAMBDA * squares, 12);
    const before = Object.entries(plain.net.gradient(x, t).grads).map(([name, grad]) => [name, copy(grad)] as const);
    const after = decaying.net.gradient(x, t).grads;
    for (const [name, grad] of before) {
      const gained = name.startsWith('W') ? LAMBDA : 0;
      const W = flat(plain.net.params[name]);
      const expected = flat(grad).map((d, i) => d + gained * W[i]);
      expect(largestDifference(after[name], expected)).toBeLessThan(1e-6);
    }
  });

  test.each(engine.precision === 'float64' ? nets : [])(
    'a %s net with hidden %j: both numerical gradients and gradcheck agree with back-propagation',
    (activation, hidden) => {
      const { net, x, t } = setUp(LAMBDA, activation, hidden);
      for (const algorithm of ['incremental', 'full'] as const) {
        const numerical = numericalNetworkGradient(net, x, t, { algorithm });
        for (const [name, grad] of Object.entries(net.gradient(x, t).grads)) {
          expect(largestDifference(grad, numerical[name])).toBeLessThan(1e-8);
        }
      }
      const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
      for (const h of [1e-5, 1e-6]) {
        for (const tensor of checkGradient(net, x, t, all, { h })) expect(tensor.verdict).toBe('agrees');
      }
      for (const tensor of checkGradient(net, x, t, all, { h: 1e-4, subtracting: true })) {
        expect(tensor.normError).toBeLessThan(1e-8);
      }
    },
  );

  test('an evaluation reports the cross-entropy without weight decay', async () => {
    const dataset = patterns();
    const [plain, decaying] = [0, LAMBDA].map((lambda) => {
      const architecture = { input: 12, hidden: [6], output: CLASSES, activation: 'relu' } as const;
      const net = new Network(engine, architecture, { weightDecay: lambda });
      net.initialise(new Philox(5, 1), 'he');
      return net;
    });
    const split = loadSplit(engine, dataset.test, 12);
    expect(await evaluate(decaying, split)).toEqual(await evaluate(plain, split));
  });

  if (name !== 'reference float64') return;
  test('gradcheck detects that λ W is missing in the gradients of the weights', () => {
    const { net, x, t } = setUp(LAMBDA, 'sigmoid', [5]);
    const { params, layers, lastLayer, weightDecay } = net;
    const without = setUp(0, 'sigmoid', [5]).net;
    const checked = {
      params,
      layers,
      lastLayer,
      weightDecay,
      gradient: (...args: Parameters<Network['gradient']>) => without.gradient(...args),
    };
    const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
    const verdicts = checkGradient(checked, x, t, all, { h: 1e-5 }).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['disagrees', 'agrees', 'disagrees', 'agrees']);
  });
});

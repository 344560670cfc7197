import { describe, expect, test } from 'vitest';
import { array } from '../../src/array.js';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { oneHot } from '../../src/layers/labels.js';
import { LOSS_NAMES, LOSSES } from '../../src/layers/losses.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { ENGINES } from '../engine/engines.js';
import { flat, largestDifference, randomArray } from '../fixtures/arrays.js';

const t = array([0, 3, 1, 1, 2]);
const s = randomArray([5, 4], 4);
const x = randomArray([5, 6], 1);

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();

  describe.each(LOSS_NAMES)('loss %s', (name) => {
    const digits = engine.precision === 'float32' ? 6 : 14;
    const gradientOf = (labels: Parameters<typeof oneHot>[0]) => {
      const layer = LOSSES[name].create(engine, 0);
      return { loss: layer.forward(s, labels), ds: flat(layer.backward()), outputs: flat(layer.output(s)) };
    };

    test('accepts class numbers and one-hot rows', () => {
      expect(gradientOf(oneHot(t, 4))).toEqual(gradientOf(t));
    });

    test('has probabilities as outputs if hasProbabilities is set in its row', () => {
      const { outputs } = gradientOf(t);
      const sum = outputs.slice(0, 4).reduce((total, y) => total + y, 0);
      if (LOSSES[name].hasProbabilities) expect(sum).toBeCloseTo(1, digits);
      else expect(outputs).toEqual(flat(s).map((y) => (engine.precision === 'float32' ? expect.closeTo(y, 6) : y)));
    });

    test.skipIf(engine.precision === 'float32')('gives a net the same gradient by every algorithm', () => {
      for (const hidden of [[], [5], [5, 3]]) {
        const architecture = { input: 6, hidden, output: 4, activation: 'sigmoid' } as const;
        const net = new Network(engine, architecture, { lastLayer: LOSSES[name].create(engine, 0) });
        net.initialise(new Philox(1, 0), 0.5);
        const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
        // The book's gradient ignores the 1e-7.
        if (name !== 'book') {
          for (const check of checkGradient(net, x, t, all, { h: 1e-5 })) expect(check).toMatchObject({ passed: true });
        }
        const full = numericalNetworkGradient(net, x, t, { algorithm: 'full' });
        const incremental = numericalNetworkGradient(net, x, t);
        for (const [key, grad] of Object.entries(incremental)) {
          expect(largestDifference(grad, full[key])).toBeLessThan(1e-10);
        }
      }
    });
  });

  test('mean squared error is Σ (y − t)² / 2n against one-hot labels', () => {
    const expected = flat(s).reduce((sum, y, i) => sum + (y - (i % 4 === t.get(Math.floor(i / 4)) ? 1 : 0)) ** 2, 0);
    const loss = LOSSES['mean-squared-error'].create(engine, 0).forward(s, t);
    expect(loss).toBeCloseTo(expected / 40, engine.precision === 'float32' ? 6 : 14);
  });
});

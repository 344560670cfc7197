import { describe, expect, test } from 'vitest';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { array } from '../../src/index.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { ENGINES } from '../engine/engines.js';
import { flat, randomArray } from '../fixtures/arrays.js';

const SMOOTHING = 0.15;
const [N, K] = [6, 5];
const s = randomArray([N, K], 2);
const t = array([0, 4, 2, 2, 1, 3]);

/** −(1/N) Σ Σ q ln y with q = (1 − ε) onehot(t) + ε/K, the usual definition. */
function smoothed(scores: readonly number[]): number {
  let loss = 0;
  for (let n = 0; n < N; n++) {
    const row = scores.slice(n * K, (n + 1) * K);
    const logSum = Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0));
    for (const [k, score] of row.entries()) {
      const q = (k === t.get(n) ? 1 - SMOOTHING : 0) + SMOOTHING / K;
      loss -= (q * (score - logSum)) / N;
    }
  }
  return loss;
}

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();
  const digits = engine.precision === 'float32' ? 6 : 14;

  test('the loss is the cross-entropy with smoothed labels', () => {
    const layer = new SoftmaxWithLoss(engine, 0, SMOOTHING);
    expect(layer.forward(s, t)).toBeCloseTo(smoothed(flat(s)), digits);
  });

  test('the gradient is (y − q) / N, and each row sums to 0', () => {
    const layer = new SoftmaxWithLoss(engine, 0, SMOOTHING);
    layer.forward(s, t);
    const ds = layer.backward();
    const y = new SoftmaxWithLoss(engine).output(s);
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) {
        const q = (k === t.get(n) ? 1 - SMOOTHING : 0) + SMOOTHING / K;
        expect(ds.get(n, k)).toBeCloseTo((y.get(n, k) - q) / N, digits);
        sum += ds.get(n, k);
      }
      expect(sum).toBeCloseTo(0, digits);
    }
  });

  test('difference equals the difference of two losses', () => {
    const layer = new SoftmaxWithLoss(engine, 0, SMOOTHING);
    const other = randomArray([N, K], 7);
    expect(layer.difference(other, s, t)).toBeCloseTo(smoothed(flat(other)) - smoothed(flat(s)), 12);
  });

  test.skipIf(engine.precision === 'float32')('back-propagation agrees with central differences', () => {
    const architecture = { input: 9, hidden: [7], output: K, activation: 'sigmoid' } as const;
    const net = new Network(engine, architecture, { lastLayer: new SoftmaxWithLoss(engine, 0, SMOOTHING) });
    net.initialise(new Philox(1, 0), 0.5);
    const x = randomArray([N, 9], 3);
    const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
    for (const check of checkGradient(net, x, t, all, { h: 1e-5 })) expect(check).toMatchObject({ passed: true });
    expect(() => numericalNetworkGradient(net, x, t)).toThrow('label smoothing');
  });
});

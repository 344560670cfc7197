import { describe, expect, test } from 'vitest';
import { zeros } from '../../src/array.js';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { array } from '../../src/index.js';
import { Distillation } from '../../src/layers/distillation.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { ENGINES } from '../engine/engines.js';
import { flat, largestDifference, randomArray } from '../fixtures/arrays.js';

const [N, K] = [6, 5];
const SETTINGS = { temperature: 2.5, weight: 0.7 };
const s = randomArray([N, K], 2);
const t = array([0, 4, 2, 2, 1, 3]);
const q = softmax(randomArray([N, K], 5), 1);

function softmax(scores: ReturnType<typeof zeros>, T: number) {
  const y = zeros([N, K]);
  for (let n = 0; n < N; n++) {
    const exponentials = Array.from({ length: K }, (_, k) => Math.exp(scores.get(n, k) / T));
    const sum = exponentials.reduce((a, b) => a + b);
    for (const [k, e] of exponentials.entries()) y.set(n, k, e / sum);
  }
  return y;
}

/** (1 − w) CE(onehot(t), softmax(s)) + w T² CE(q, softmax(s / T)), as in the papers. */
function distilled(scores: ReturnType<typeof zeros>): number {
  const { temperature: T, weight: w } = SETTINGS;
  const [y, p] = [softmax(scores, 1), softmax(scores, T)];
  let loss = 0;
  for (let n = 0; n < N; n++) {
    loss -= (1 - w) * Math.log(y.get(n, t.get(n)));
    for (let k = 0; k < K; k++) loss -= w * T * T * q.get(n, k) * Math.log(p.get(n, k));
  }
  return loss / N;
}

test('two classes by hand: T = 2, w = 3/4, scores 0 and 2 ln 3, probabilities of the teachers 1/2 and 1/2', () => {
  const [engine] = ENGINES.filter(([name]) => name === 'reference float64').map(([, create]) => create());
  const layer = new Distillation(engine, new SoftmaxWithLoss(engine), { temperature: 2, weight: 0.75 });
  layer.teach(array([[0.5, 0.5]]));
  // softmax(s) = 1/10, 9/10; softmax(s / 2) = 1/4, 3/4
  const loss = layer.forward(array([[0, 2 * Math.log(3)]]), array([1]));
  expect(loss).toBeCloseTo(0.25 * Math.log(10 / 9) + 3 * 0.5 * (Math.log(4) + Math.log(4 / 3)), 14);
  // 1/4 (y − t) + 3/4 · 2 (p − q)
  const ds = flat(layer.backward());
  expect(ds[0]).toBeCloseTo(0.25 * 0.1 + 1.5 * (0.25 - 0.5), 14);
  expect(ds[1]).toBeCloseTo(0.25 * -0.1 + 1.5 * (0.75 - 0.5), 14);
});

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();
  const digits = engine.precision === 'float32' ? 5 : 13;
  const layer = (settings = SETTINGS) => {
    const result = new Distillation(engine, new SoftmaxWithLoss(engine), settings);
    result.teach(q);
    return result;
  };

  test('the loss equals the formula of the papers', () => {
    expect(layer().forward(s, t)).toBeCloseTo(distilled(s), digits);
  });

  test('its gradient equals central differences', () => {
    const distillation = layer();
    distillation.forward(s, t);
    const ds = distillation.backward();
    for (let n = 0; n < N; n++) {
      for (let k = 0; k < K; k++) {
        const [above, below] = [randomArray([N, K], 2), randomArray([N, K], 2)];
        above.set(n, k, s.get(n, k) + 1e-5);
        below.set(n, k, s.get(n, k) - 1e-5);
        expect(ds.get(n, k)).toBeCloseTo((distilled(above) - distilled(below)) / 2e-5, digits === 5 ? 6 : 9);
      }
    }
  });

  test('difference equals the difference of two losses', () => {
    const other = randomArray([N, K], 7);
    expect(layer().difference(other, s, t)).toBeCloseTo(distilled(other) - distilled(s), 12);
  });

  test('accepts one-hot labels', () => {
    const rows = zeros([N, K]);
    for (let n = 0; n < N; n++) rows.set(n, t.get(n), 1);
    expect(layer().forward(s, rows)).toBe(layer().forward(s, t));
  });

  test('with weight 0, or before `teach`, it equals the loss of the labels bit for bit', () => {
    const labels = new SoftmaxWithLoss(engine);
    const expected = [labels.forward(s, t), flat(labels.backward())];
    const untaught = new Distillation(engine, new SoftmaxWithLoss(engine), SETTINGS);
    for (const distillation of [layer({ temperature: 3, weight: 0 }), untaught]) {
      expect([distillation.forward(s, t), flat(distillation.backward())]).toEqual(expected);
    }
  });

  test('label smoothing applies only to the part of the labels', () => {
    const [w, smoothing] = [SETTINGS.weight, 0.2];
    const distillation = new Distillation(engine, new SoftmaxWithLoss(engine, 0, smoothing), SETTINGS);
    distillation.teach(q);
    const smoothed = new SoftmaxWithLoss(engine, 0, smoothing).forward(s, t);
    const plain = new SoftmaxWithLoss(engine).forward(s, t);
    expect(distillation.forward(s, t)).toBeCloseTo(distilled(s) + (1 - w) * (smoothed - plain), digits);
  });

  test('probabilities for another batch are rejected', () => {
    expect(() => layer().forward(randomArray([2, K], 1), array([0, 1]))).toThrow('for 6 samples, the batch has 2');
  });

  test.skipIf(engine.precision === 'float32')('back-propagation and full central differences agree', () => {
    const architecture = { input: 9, hidden: [7], output: K, activation: 'sigmoid' } as const;
    const net = new Network(engine, architecture, { lastLayer: layer(), weightDecay: 1e-3 });
    net.initialise(new Philox(1, 0), 0.5);
    const x = randomArray([N, 9], 3);
    const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
    for (const check of checkGradient(net, x, t, all, { h: 1e-5 })) expect(check).toMatchObject({ passed: true });
    const numerical = numericalNetworkGradient(net, x, t, { algorithm: 'full' });
    const { grads } = net.gradient(x, t);
    for (const [name, grad] of Object.entries(grads)) {
      expect(largestDifference(flat(grad), flat(numerical[name]))).toBeLessThan(1e-7);
    }
    expect(() => numericalNetworkGradient(net, x, t)).toThrow('do not support distillation');
  });
});

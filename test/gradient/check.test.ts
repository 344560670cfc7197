import { describe, expect, test } from 'vitest';
import type { Labels, NdArray } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import {
  type CheckedNet,
  checkGradient,
  checkGradientSteps,
  chooseElements,
  gradientDistance,
} from '../../src/gradient/check.js';
import { ELEMENT_TOLERANCE, NORM_TOLERANCE, type TensorCheck } from '../../src/gradient/tensor-check.js';
import { array } from '../../src/index.js';
import { IdentityWithLoss } from '../../src/layers/identity-with-loss.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { Sgd } from '../../src/training/optimizers/book-optimizers.js';
import { flat, randomArray } from '../fixtures/arrays.js';
import { buggyNet } from './bugs/bug.js';
import { BUGS } from './bugs/bugs.js';
import { architecture, initialise, network, t, x } from './small-net.js';

const STEPS = [1e-5, 1e-6, 1e-4];

function train(net: Network, steps: number): void {
  const sgd = new Sgd(net.engine);
  for (let step = 0; step < steps; step++) sgd.update(net.params, net.gradient(x, t).grads, 0.1);
}

/** Every element of every parameter. */
function check(net: CheckedNet, h: number, input: NdArray = x, labels: Labels = t): TensorCheck[] {
  const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
  return checkGradient(net, input, labels, all, { h });
}

function passed(checks: readonly TensorCheck[]): boolean {
  return checks.every((tensor) => tensor.passed);
}

describe('a correct net passes', () => {
  test.each<[hidden: number[], activation: ActivationName, engine: () => Engine, burnIn: number]>(
    [0, 50].flatMap((burnIn) =>
      [() => createReferenceEngine('float64'), () => createSimdEngine('float64')].flatMap((engine) =>
        [[], [6], [7, 5]].flatMap((hidden) =>
          (['relu', 'sigmoid'] as const).map((activation): [number[], ActivationName, () => Engine, number] => [
            hidden,
            activation,
            engine,
            burnIn,
          ]),
        ),
      ),
    ),
  )(
    'hidden %j, %s, %s, after %i steps: norm error ≤ 1e-8, every element ≤ 1e-6',
    (hidden, activation, engine, burnIn) => {
      const net = network(hidden, activation, engine());
      train(net, burnIn);
      const checks = check(net, 1e-5);
      expect(checks.map(({ name }) => name)).toEqual(Object.keys(net.params));
      for (const tensor of checks) {
        expect(tensor.checked).toBe(tensor.size);
        expect(tensor.normError).toBeLessThanOrEqual(1e-8);
        expect(tensor.maxError).toBeLessThanOrEqual(1e-6);
        expect(tensor.passed).toBe(true);
        expect(Math.abs(tensor.worst?.numerical ?? 0)).toBeGreaterThan(0);
      }
    },
  );

  test('the tolerances are 1e-8 for the norm and 1e-6 for an element', () => {
    expect([NORM_TOLERANCE, ELEMENT_TOLERANCE]).toEqual([1e-8, 1e-6]);
  });

  test('a regression with IdentityWithLoss', () => {
    const engine = createReferenceEngine('float64');
    const net = new Network(engine, architecture([6], 'sigmoid'), { lastLayer: new IdentityWithLoss(engine) });
    initialise(net);
    expect(passed(check(net, 1e-5, x, randomArray([8, 4], 9)))).toBe(true);
  });
});

describe('a wrong back-propagation fails at every step size', () => {
  const cases = BUGS.flatMap((bug) =>
    (['relu', 'sigmoid'] as const)
      .filter((activation) => bug.activation === undefined || bug.activation === activation)
      .map((activation) => ({ name: bug.name, activation, bug })),
  );

  test('there are more than twenty different bugs', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(BUGS.length).toBeGreaterThan(20);
  });

  test.each(cases)('$name ($activation)', ({ bug, activation }) => {
    const { net, checked } = buggyNet(bug, architecture([6], activation));
    initialise(net);
    const before = Object.values(net.params).map(flat);
    for (const h of STEPS) expect({ h, passed: passed(check(checked, h)) }).toEqual({ h, passed: false });
    expect(Object.values(net.params).map(flat)).toEqual(before);
  });

  test.each(['relu', 'sigmoid'] as const)('the same net passes without a bug (%s)', (activation) => {
    const { net, checked } = buggyNet({ name: 'none' }, architecture([6], activation));
    initialise(net);
    for (const h of STEPS) expect({ h, passed: passed(check(checked, h)) }).toEqual({ h, passed: true });
  });
});

describe('the result of a check', () => {
  test('names the worst element, with both gradients', () => {
    const bug = BUGS.find(({ name }) => name.startsWith('one element of W1'));
    if (!bug) throw new Error('the bug is gone');
    const { net, checked } = buggyNet(bug, architecture([6], 'sigmoid'));
    initialise(net);
    const exact = net.gradient(x, t).grads.W1.get(3, 2);
    const [W1, ...others] = check(checked, 1e-5);
    expect(W1.worst?.index).toEqual([3, 2]);
    expect(W1.worst?.backprop).toBe(exact * 1.001);
    expect(W1.worst?.numerical).toBeCloseTo(exact, 9);
    expect(W1.maxError).toBeCloseTo(0.001, 5);
    expect(W1.passed).toBe(false);
    expect(passed(others)).toBe(true);
  });

  test('fails if one small element is 0.0003 % off, although the norm error stays within its tolerance', () => {
    const net = network([6], 'sigmoid');
    const { params, layers, lastLayer, weightDecay } = net;
    const sizes = flat(net.gradient(x, t).grads.W1).map(Math.abs);
    const smallest = sizes.indexOf(Math.min(...sizes));
    const gradient = (input: NdArray, labels: Labels) => {
      const { loss, grads } = net.gradient(input, labels);
      grads.W1.data[smallest] *= 1.000003;
      return { loss, grads };
    };
    const [W1, ...others] = check({ params, layers, lastLayer, weightDecay, gradient }, 1e-5);
    expect(W1.normError).toBeLessThan(NORM_TOLERANCE);
    expect(W1.maxError).toBeGreaterThan(ELEMENT_TOLERANCE);
    expect(W1.passed).toBe(false);
    expect(passed(others)).toBe(true);
  });

  test('fails for NaN at any index', () => {
    for (const place of [0, 5, 53]) {
      const net = network([6], 'sigmoid');
      const { params, layers, lastLayer, weightDecay } = net;
      const gradient = (input: NdArray, labels: Labels) => {
        const { loss, grads } = net.gradient(input, labels);
        grads.W1.data[place] = Number.NaN;
        return { loss, grads };
      };
      const [W1] = check({ params, layers, lastLayer, weightDecay, gradient }, 1e-5);
      expect(W1.passed).toBe(false);
    }
  });

  test('counts and excludes elements that move a ReLU across its kink', () => {
    const net = new Network(createReferenceEngine('float64'), { input: 2, hidden: [3], output: 2, activation: 'relu' });
    initialise(net);
    // the first unit is exactly at its kink for every image
    for (let i = 0; i < 2; i++) net.params.W1.set(i, 0, 0);
    net.params.b1.set(0, 0);
    const images = randomArray([4, 2], 5);
    const [W1, b1, W2, b2] = check(net, 1e-5, images, array([0, 1, 1, 0]));
    expect([W1.kinks, b1.kinks, W2.kinks, b2.kinks]).toEqual([2, 1, 0, 0]);
    expect([W1.maxError, b1.maxError].every((error) => error < 1e-6)).toBe(true);
    // two of six and one of three are too many for a verdict
    expect([W1.passed, b1.passed, W2.passed, b2.passed]).toEqual([false, false, true, true]);
  });

  test('sampled elements are distinct, within bounds, and the same for the same seed', () => {
    const net = network([6], 'relu');
    const chosen = chooseElements(net, 10, new Philox(1, 0));
    expect(Object.entries(chosen).map(([name, elements]) => [name, elements.length])).toEqual([
      ['W1', 10],
      ['b1', 6],
      ['W2', 10],
      ['b2', 4],
    ]);
    expect(new Set(chosen.W1).size).toBe(10);
    expect(chosen.W1.every((element) => element >= 0 && element < 54)).toBe(true);
    expect(chosen.W1).toEqual(chosen.W1.toSorted((a, b) => a - b));
    // all of b1 are chosen, which takes no random number
    const { b1: _, ...params } = net.params;
    const six = chooseElements(net, 6, new Philox(1, 0));
    expect(six.b1).toEqual([0, 1, 2, 3, 4, 5]);
    expect(chooseElements({ params }, 6, new Philox(1, 0)).W2).toEqual(six.W2);
    expect(chooseElements(net, 10, new Philox(1, 0))).toEqual(chosen);
    expect(chooseElements(net, 10, new Philox(2, 0))).not.toEqual(chosen);
  });

  test('yields after each element with the parameters restored, and can be abandoned', () => {
    const net = network([6], 'sigmoid');
    const before = Object.values(net.params).map(flat);
    const elements = chooseElements(net, 3, new Philox(1, 0));
    const pauses: number[] = [];
    for (const done of checkGradientSteps(net, x, t, elements, { h: 1e-5 })) {
      pauses.push(done);
      expect(Object.values(net.params).map(flat)).toEqual(before);
      if (done === 7) break;
    }
    expect(pauses).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(Object.values(net.params).map(flat)).toEqual(before);
  });

  test('subtracting two losses, as the book does, loses digits that `difference` keeps', () => {
    const net = network([6], 'sigmoid');
    const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
    const [direct, subtracted] = [false, true].map((subtracting) =>
      checkGradient(net, x, t, all, { h: 1e-6, subtracting }),
    );
    for (const [i, tensor] of direct.entries()) {
      expect(tensor.normError).toBeLessThan(1e-9);
      expect(subtracted[i].normError).toBeGreaterThan(5 * tensor.normError);
      expect(subtracted[i].normError).toBeLessThan(1e-6);
    }
  });

  test('a float32 net fails', () => {
    for (const engine of [createReferenceEngine('float32'), createSimdEngine('float32')]) {
      for (const h of STEPS) expect(passed(check(network([6], 'sigmoid', engine), h))).toBe(false);
    }
  });
});

describe('gradientDistance', () => {
  test('is ‖a − b‖ / (‖a‖ + ‖b‖) over all parameters', () => {
    const a = { W: array([[3, 0]]), b: array([4]) };
    const b = { W: array([[0, 0]]), b: array([4]) };
    expect(gradientDistance(a, b)).toBeCloseTo(3 / (5 + 4), 15);
    expect(gradientDistance(a, a)).toBe(0);
  });
});

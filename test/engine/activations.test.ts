import { describe, expect, test } from 'vitest';
import { array } from '../../src/array.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { ACTIVATION_NAMES, ACTIVATIONS } from '../../src/layers/activations.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { flat, largestDifference, randomArray } from '../fixtures/arrays.js';
import { arrayOf, ENGINES } from './engines.js';

/** Textbook formulas: each function, its derivative, and its values at −∞ and ∞. */
const FORMULAS: Record<
  ActivationName,
  { y: (x: number) => number; slope: (x: number) => number; ends: readonly [number, number] }
> = {
  relu: { y: (x) => (x > 0 ? x : 0), slope: (x) => (x > 0 ? 1 : 0), ends: [0, Number.POSITIVE_INFINITY] },
  sigmoid: {
    y: (x) => 1 / (1 + Math.exp(-x)),
    slope: (x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2,
    ends: [0, 1],
  },
  'leaky-relu': {
    y: (x) => Math.max(x, 0.01 * x),
    slope: (x) => (x > 0 ? 1 : 0.01),
    ends: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  },
  elu: {
    y: (x) => (x < 0 ? Math.expm1(x) : x),
    slope: (x) => (x < 0 ? Math.exp(x) : 1),
    ends: [-1, Number.POSITIVE_INFINITY],
  },
  tanh: { y: Math.tanh, slope: (x) => 1 / Math.cosh(x) ** 2, ends: [-1, 1] },
};

const SHAPES = [1, 2, 3, 4, 5, 7, 8, 9, 50].flatMap((D) => [1, 3].map((N) => [N, D] as const));
const FAR = [-1e300, -800, -30, 30, 800, 1e300];

describe.each(ACTIVATION_NAMES)('%s', (name) => {
  const { y: f, slope, ends } = FORMULAS[name];

  describe.each(ENGINES)('%s engine', (_, create) => {
    const engine = create();
    const isDouble = engine.precision === 'float64';
    const relative = isDouble ? 1e-14 : 3e-7;

    /** The function's values at x, as a flat list; x must be exact in the engine's precision. */
    function valuesAt(x: readonly number[], shape: readonly [number, number] = [1, x.length]): number[] {
      const y = engine.zeros(...shape);
      engine.activate(name, y, arrayOf(engine, shape, x));
      return flat(y);
    }

    function expectClose(got: readonly number[], x: readonly number[], wanted: (x: number) => number): void {
      for (const [i, value] of got.entries()) {
        expect(Math.abs(value - wanted(x[i]))).toBeLessThanOrEqual(relative * Math.abs(wanted(x[i])));
      }
    }

    test('equals its formula, in every shape and for numbers of every magnitude', () => {
      for (const shape of SHAPES) {
        const x = flat(randomArray(shape, shape[1])).map((value) => Math.fround(3 * value));
        expectClose(valuesAt(x, shape), x, f);
      }
      const small = Array.from({ length: 60 }, (_, i) => Math.fround((i % 2 ? 1 : -1) * 2 ** (-i / 2)));
      expectClose(valuesAt(small), small, f);
    });

    test('its gradient equals the formula’s derivative, in every shape', () => {
      for (const shape of SHAPES) {
        const [x, dout] = [3, 5].map((seed) => flat(randomArray(shape, seed)).map(Math.fround));
        const [y, dx] = [engine.zeros(...shape), engine.zeros(...shape)];
        engine.activate(name, y, arrayOf(engine, shape, x));
        engine.activateGradient(name, dx, arrayOf(engine, shape, dout), y);
        const wanted = x.map((value, i) => dout[i] * slope(value));
        expect(largestDifference(dx, wanted)).toBeLessThan(isDouble ? 1e-14 : 2e-6);
      }
    });

    test('handles NaN, ±∞ and large finite numbers', () => {
      const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
      expect(valuesAt([nan, -infinity, infinity])).toEqual([nan, ...ends]);
      const far = isDouble ? FAR : FAR.filter((x) => Math.abs(x) < 1e30);
      expectClose(valuesAt(far), far, f);
      expect(valuesAt([0, -0]).map(Math.abs)).toEqual([f(0), f(0)]);
    });

    test.skipIf(!isDouble)('numerical, incremental and analytic gradients agree for nets of any depth', () => {
      const [x, t] = [randomArray([6, 7], 1), array([0, 3, 1, 1, 2, 0])];
      for (const hidden of [[5], [6, 5], [4, 5, 3]]) {
        const net = new Network(engine, { input: 7, hidden, output: 4, activation: name });
        net.initialise(new Philox(2, hidden.length), 0.7);
        const full = numericalNetworkGradient(net, x, t, { algorithm: 'full' });
        const incremental = numericalNetworkGradient(net, x, t);
        for (const [key, grad] of Object.entries(incremental)) {
          expect(largestDifference(grad, full[key])).toBeLessThan(1e-10);
        }
        const all = chooseElements(net, Number.POSITIVE_INFINITY, new Philox(0, 0));
        for (const { verdict } of checkGradient(net, x, t, all, { h: 1e-5 })) expect(verdict).toBe('agrees');
      }
    });
  });

  test('hasKink is true exactly if the derivative or its slope jumps at zero', () => {
    const h = 1e-4;
    const jump = Math.abs(slope(h) - slope(-h)) > 1e-3;
    const bend = Math.abs((slope(2 * h) - slope(h)) / h - (slope(-h) - slope(-2 * h)) / h) > 0.1;
    expect(jump || bend).toBe(ACTIVATIONS[name].hasKink);
  });
});

test('both float64 engines agree on every activation function to 1e-15', () => {
  const [reference, simd] = [ENGINES[0][1](), ENGINES[2][1]()];
  const x = Array.from({ length: 2000 }, (_, i) => (i - 1000) / 37 + 1e-3 * Math.sin(i));
  for (const name of ACTIVATION_NAMES) {
    const [a, b] = [reference, simd].map((engine) => {
      const y = engine.zeros(1, x.length);
      engine.activate(name, y, arrayOf(engine, [1, x.length], x));
      return flat(y);
    });
    for (const [i, value] of a.entries()) expect(Math.abs(value - b[i])).toBeLessThanOrEqual(1e-15 * Math.abs(value));
  }
});

import { describe, expect, test } from 'vitest';
import { array, copy, type NdArray } from '../../../src/array.js';
import { resolveConfig } from '../../../src/config/load.js';
import { namesIn } from '../../../src/documents/choices.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import type { Parameters } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { AdaGrad, Adam, Momentum, Nesterov, RmsProp, Sgd } from '../../../src/training/optimizers/book-optimizers.js';
import { createOptimizer } from '../../../src/training/optimizers/optimizer.js';
import { OPTIMIZERS, type OptimizerSettings } from '../../../src/training/optimizers/optimizers.js';
import { arrayOf, ENGINES } from '../../engine/engines.js';
import { flat, largestDifference } from '../../fixtures/arrays.js';

const RATE = 0.05;
const NAMES = namesIn(OPTIMIZERS);

/** The settings of an optimizer, with a config's defaults. */
function settings(name: OptimizerSettings['name']): OptimizerSettings {
  return resolveConfig({ optimizer: name }).optimizer;
}

/** Each rule for one number and its gradients, written as in the book's `common/optimizer.py` or the paper. */
const BOOK: Record<OptimizerSettings['name'], (x: number, grads: readonly number[]) => number> = {
  sgd: (x, grads) => grads.reduce((x, g) => x - RATE * g, x),
  momentum(x, grads) {
    let v = 0;
    for (const g of grads) {
      v = 0.9 * v - RATE * g;
      x += v;
    }
    return x;
  },
  nesterov(x, grads) {
    let v = 0;
    for (const g of grads) {
      x += 0.9 * 0.9 * v;
      x -= (1 + 0.9) * RATE * g;
      v *= 0.9;
      v -= RATE * g;
    }
    return x;
  },
  adagrad(x, grads) {
    let h = 0;
    for (const g of grads) {
      h += g * g;
      x -= (RATE * g) / (Math.sqrt(h) + 1e-7);
    }
    return x;
  },
  rmsprop(x, grads) {
    let h = 0;
    for (const g of grads) {
      h *= 0.99;
      h += (1 - 0.99) * g * g;
      x -= (RATE * g) / (Math.sqrt(h) + 1e-7);
    }
    return x;
  },
  adam(x, grads) {
    let [m, v] = [0, 0];
    for (const [i, g] of grads.entries()) {
      const rate = (RATE * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1));
      m += (1 - 0.9) * (g - m);
      v += (1 - 0.999) * (g ** 2 - v);
      x -= (rate * m) / (Math.sqrt(v) + 1e-7);
    }
    return x;
  },
  adamw(x, grads) {
    let [m, v] = [0, 0];
    for (const [i, g] of grads.entries()) {
      x *= 1 - RATE * 0.01;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const [mean, squares] = [m / (1 - 0.9 ** (i + 1)), v / (1 - 0.999 ** (i + 1))];
      // the 1e-7 is added before the correction of the square root, as in the book's Adam
      x -= (RATE * mean) / (Math.sqrt(squares) + 1e-7 / Math.sqrt(1 - 0.999 ** (i + 1)));
    }
    return x;
  },
};

const SHAPES = { W1: [3, 5], b1: [5], W2: [5, 2], b2: [2] };

/** Gradients of two hundred steps, the same for each engine; one in five is zero. */
function gradients(shape: readonly number[], seed: number): number[][] {
  const random = new Philox(seed, 0);
  const size = shape.reduce((product, length) => product * length, 1);
  const draw = () => (random.integer(5) ? Math.fround(random.normal()) : 0);
  return Array.from({ length: 200 }, () => Array.from({ length: size }, draw));
}

describe.each(ENGINES)('%s engine', (_, create) => {
  const tolerance = create().precision === 'float64' ? 1e-12 : 2e-5;

  test.each(NAMES)('%s follows its formula over 200 steps, every parameter by its own gradients', (name) => {
    const engine = create();
    const params: Record<string, NdArray> = {};
    const grads: Record<string, NdArray> = {};
    for (const [name, shape] of Object.entries(SHAPES)) {
      const size = shape.reduce((product, length) => product * length, 1);
      params[name] = arrayOf(engine, shape, new Array(size).fill(0.5));
      grads[name] = engine.zeros(...shape);
    }
    const optimizer = createOptimizer(engine, params, settings(name));
    const lists = Object.values(SHAPES).map(gradients);
    for (let step = 0; step < 200; step++) {
      for (const [k, grad] of Object.values(grads).entries()) {
        const width = grad.shape[grad.dimension - 1];
        for (const [i, value] of lists[k][step].entries()) {
          if (grad.dimension === 1) grad.set(i, value);
          else grad.set(Math.floor(i / width), i % width, value);
        }
      }
      optimizer.update(params, grads, RATE);
    }
    for (const [k, parameter] of Object.values(params).entries()) {
      const expected = lists[k][0].map((_, i) =>
        BOOK[name](
          0.5,
          lists[k].map((step) => step[i]),
        ),
      );
      expect(largestDifference(parameter, expected)).toBeLessThan(tolerance);
    }
  });

  test.each(NAMES)('%s continues bit for bit from a copied state', (name) => {
    const engine = create();
    const params = { W: arrayOf(engine, [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]) };
    const grads = { W: engine.zeros(3, 3) };
    const steps = (optimizer: ReturnType<typeof createOptimizer>, seed: number) => {
      const random = new Philox(seed, 0);
      for (let step = 0; step < 7; step++) {
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) grads.W.set(i, j, random.normal());
        optimizer.update(params, grads, RATE);
      }
      return flat(params.W);
    };
    const first = createOptimizer(engine, params, settings(name));
    const arrays = Object.values(first.state);
    steps(first, 1);
    expect(Object.values(first.state)).toEqual(arrays);
    const saved = Object.entries(first.state).map(([name, array]): [string, NdArray] => [name, copy(array)]);
    const before = flat(params.W);
    const expected = steps(first, 2);

    for (const [i, value] of before.entries()) params.W.set(Math.floor(i / 3), i % 3, value);
    const second = createOptimizer(engine, params, settings(name));
    expect(Object.keys(second.state)).toEqual(saved.map(([name]) => name));
    for (const [name, array] of saved) {
      const place = second.state[name];
      for (const [i, value] of flat(array).entries()) {
        if (place.dimension === 1) place.set(i, value);
        else place.set(Math.floor(i / 3), i % 3, value);
      }
    }
    expect(steps(second, 2)).toEqual(expected);
  });
});

/** The positions of one number in n steps from 0, with the constant gradient d. */
function positions(name: OptimizerSettings['name'], d: number, n: number): number[] {
  const engine = createReferenceEngine();
  const [params, grads] = [{ x: engine.zeros(1) }, { x: arrayOf(engine, [1], [d]) }];
  const optimizer = createOptimizer(engine, params, settings(name));
  return Array.from({ length: n }, () => {
    optimizer.update(params, grads, RATE);
    return params.x.get(0);
  });
}

describe('with a constant gradient', () => {
  const ns = Array.from({ length: 100 }, (_, i) => i + 1);
  const steps = (path: number[]) => path.map((x, i) => x - (i === 0 ? 0 : path[i - 1]));

  test('momentum’s velocity is −η d (1 − 0.9ⁿ) / (1 − 0.9), ten times SGD’s in the end', () => {
    const expected = ns.map((n) => (-RATE * 3 * (1 - 0.9 ** n)) / (1 - 0.9));
    expect(largestDifference(steps(positions('momentum', 3, 100)), expected)).toBeLessThan(1e-13);
  });

  test('Nesterov’s step is momentum’s next one', () => {
    const [nesterov, momentum] = [positions('nesterov', 3, 99), positions('momentum', 3, 100)].map(steps);
    expect(largestDifference(nesterov, momentum.slice(1))).toBeLessThan(1e-13);
  });

  test('AdaGrad’s step n is η / √n, whatever the gradient’s size', () => {
    for (const d of [3, 0.01]) {
      const expected = ns.map((n) => -RATE / Math.sqrt(n));
      expect(largestDifference(steps(positions('adagrad', d, 100)), expected)).toBeLessThan(1e-6);
    }
  });

  test('RMSProp’s step n is η / √(1 − 0.99ⁿ)', () => {
    const expected = ns.map((n) => -RATE / Math.sqrt(1 - 0.99 ** n));
    expect(largestDifference(steps(positions('rmsprop', 3, 100)), expected)).toBeLessThan(1e-6);
  });

  test('each of Adam’s steps is η, apart from the 1e-7', () => {
    for (const d of [3, -2]) {
      expect(
        largestDifference(steps(positions('adam', d, 100)), new Array(100).fill(-Math.sign(d) * RATE)),
      ).toBeLessThan(1e-7);
    }
  });
});

test('Sgd changes each parameter by its own gradient and no other', () => {
  const engine = createReferenceEngine();
  const [W, b] = [engine.zeros(2, 2), engine.zeros(2)];
  const [dW, db] = [engine.zeros(2, 2), engine.zeros(2)];
  dW.data.set([1, 2, 3, 4]);
  db.data.set([10, 20]);
  new Sgd(engine).update({ W, b }, { b: db, W: dW }, 0.5);
  expect([flat(W), flat(b)]).toEqual([
    [-0.5, -1, -1.5, -2],
    [-5, -10],
  ]);
});

test('the state has an array for each parameter, and Adam’s also the powers of its betas in float64', () => {
  const engine = createReferenceEngine('float32');
  const params = { W1: engine.zeros(2, 3), b1: engine.zeros(3) };
  const state = (name: OptimizerSettings['name']) => createOptimizer(engine, params, settings(name)).state;
  for (const name of NAMES) {
    const { state: letters, powers } = { powers: [], ...OPTIMIZERS[name] };
    const arrays = letters.flatMap((letter) => [`${letter}.W1`, `${letter}.b1`]);
    expect(Object.keys(state(name))).toEqual([...arrays, ...(powers.length > 0 ? ['beta^t'] : [])]);
  }
  expect(Object.keys(state('adam'))).toEqual(['m.W1', 'm.b1', 'v.W1', 'v.b1', 'beta^t']);
  expect(state('adam')['v.W1'].shape).toEqual([2, 3]);
  expect(state('adam')['beta^t'].data).toEqual(Float64Array.of(1, 1));
});

test('the book’s names stand for the same rules', () => {
  const engine = createReferenceEngine('float64');
  const grads = [0.5, -1, 0.25];
  const create = {
    sgd: () => new Sgd(engine),
    momentum: (params: Parameters) => new Momentum(engine, params, 0.9),
    nesterov: (params: Parameters) => new Nesterov(engine, params, 0.9),
    adagrad: (params: Parameters) => new AdaGrad(engine, params),
    rmsprop: (params: Parameters) => new RmsProp(engine, params, 0.99),
    adam: (params: Parameters) => new Adam(engine, params, 0.9, 0.999),
  };
  for (const [name, optimizerOf] of Object.entries(create)) {
    const params = { W: array([1]) };
    const optimizer = optimizerOf(params);
    for (const grad of grads) optimizer.update(params, { W: array([grad]) }, RATE);
    expect(params.W.get(0), name).toBeCloseTo(BOOK[name as keyof typeof create](1, grads), 12);
  }
});

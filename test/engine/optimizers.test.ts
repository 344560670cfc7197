import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import type { RuleName } from '../../src/engine/reference/optimizers.js';
import { Philox } from '../../src/random/philox.js';
import { flat } from '../fixtures/arrays.js';
import { arrayOf, ENGINES } from './engines.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

type Round = (value: number) => number;

interface Operation {
  /** State arrays besides W. Those named `h` (also Adam's v) contain no negative numbers. */
  readonly state: readonly string[];
  run(engine: Engine, W: NdArray, state: NdArray[], dW: NdArray): void;
  /** The formula for one element, rounding each operation with r; returns the new W and state. */
  element(r: Round, w: number, state: number[], d: number): number[];
}

const [RATE, KEEP, BETA1, BETA2, SHRINK] = [0.03, 0.9, 0.9, 0.999, 0.01];

function step(r: Round, w: number, direction: number, squares: number): number {
  return r(w - r(r(r(RATE) * direction) / r(r(Math.sqrt(squares)) + r(1e-7))));
}

const OPERATIONS: Record<RuleName | 'movingAverage' | 'decay', Operation> = {
  sgd: {
    state: [],
    run: (engine, W, _, dW) => engine.update('sgd', W, [], dW, RATE),
    element: (r, w, _, d) => [r(w - r(r(RATE) * d))],
  },
  momentum: {
    state: ['velocity'],
    run: (engine, W, [v], dW) => engine.update('momentum', W, [v], dW, RATE, KEEP),
    element(r, w, [v], d) {
      const next = r(r(r(KEEP) * v) - r(r(RATE) * d));
      return [r(w + next), next];
    },
  },
  nesterov: {
    state: ['velocity'],
    run: (engine, W, [v], dW) => engine.update('nesterov', W, [v], dW, RATE, KEEP),
    element(r, w, [v], d) {
      const next = r(r(r(KEEP) * v) - r(r(RATE) * d));
      return [r(w + r(r(r(KEEP) * next) - r(r(RATE) * d))), next];
    },
  },
  adagrad: {
    state: ['h'],
    run: (engine, W, [h], dW) => engine.update('adagrad', W, [h], dW, RATE),
    element(r, w, [h], d) {
      const next = r(h + r(d * d));
      return [step(r, w, d, next), next];
    },
  },
  rmsprop: {
    state: ['h'],
    run: (engine, W, [h], dW) => engine.update('rmsprop', W, [h], dW, RATE, KEEP),
    element(r, w, [h], d) {
      const next = r(r(r(KEEP) * h) + r(r(r(1 - KEEP) * d) * d));
      return [step(r, w, d, next), next];
    },
  },
  adam: {
    state: ['m', 'h'],
    run: (engine, W, [m, v], dW) => engine.update('adam', W, [m, v], dW, RATE, BETA1, BETA2),
    element(r, w, [m, v], d) {
      const mean = r(m + r(r(1 - BETA1) * r(d - m)));
      const squares = r(v + r(r(1 - BETA2) * r(r(d * d) - v)));
      return [step(r, w, mean, squares), mean, squares];
    },
  },
  adamw: {
    state: ['m', 'h'],
    run: (engine, W, [m, v], dW) => engine.update('adamw', W, [m, v], dW, RATE, BETA1, BETA2, SHRINK),
    element: (r, w, state, d) => OPERATIONS.adam.element(r, r(w - r(r(SHRINK) * w)), state, d),
  },
  movingAverage: {
    state: [],
    run: (engine, average, _, W) => engine.movingAverage(average, W, RATE),
    element: (r, average, _, w) => [r(average + r(r(RATE) * r(w - average)))],
  },
  decay: {
    state: [],
    run: (engine, dW, _, W) => void engine.decay(dW, W, RATE),
    element: (r, d, _, w) => [r(d + r(r(RATE) * w))],
  },
};

const SHAPES = [
  ...Array.from({ length: 18 }, (_, i) => [i + 1]),
  [50],
  [784],
  [3, 5],
  [9, 1],
  [2, 17],
  [4, 4],
  [17, 10],
  [20_000], // more than one block of the kernels
];
const exact: Round = (value) => value;

/** Random values; a quarter are zero. Values of `h` are not negative. */
function draw(random: Philox, size: number, name: string): number[] {
  return Array.from({ length: size }, () => {
    const value = random.integer(4) ? Math.fround(random.normal()) : 0;
    return name === 'h' ? Math.abs(value) : value;
  });
}

describe.each(ENGINES)('%s engine', (name, create) => {
  const engine = create();

  test.each(Object.entries(OPERATIONS))('%s equals the formula bit for bit, in every shape', (_, operation) => {
    const random = new Philox(1, 0);
    for (const shape of SHAPES) {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = ['W', ...operation.state, 'dW'].map((name) => draw(random, size, name));
      const arrays = values.map((list) => arrayOf(engine, shape, list));
      const [W, dW, state] = [arrays[0], arrays[arrays.length - 1], arrays.slice(1, -1)];
      operation.run(engine, W, state, dW);

      const round = name === 'simd float32' ? Math.fround : exact; // the reference engine rounds only its result
      const expected = values[0].map((w, i) =>
        operation.element(
          round,
          w,
          values.slice(1, -1).map((list) => list[i]),
          values[values.length - 1][i],
        ),
      );
      const stored = engine.precision === 'float32' ? Math.fround : exact;
      for (const [k, array] of [W, ...state].entries()) {
        expect(flat(array)).toEqual(expected.map((element) => stored(element[k])));
      }
      expect(flat(dW)).toEqual(values[values.length - 1]);
    }
  });

  test.each(Object.entries(OPERATIONS))('%s writes NaN exactly where the gradient is NaN', (_, operation) => {
    const [W, dW] = [arrayOf(engine, [3], [1, 2, 3]), arrayOf(engine, [3], [1, nan, -1])];
    const state = operation.state.map(() => arrayOf(engine, [3], [1, 1, 1]));
    operation.run(engine, W, state, dW);
    for (const array of [W, ...state]) expect(flat(array).map(Number.isNaN)).toEqual([false, true, false]);
  });

  test('an infinite gradient gives Infinity or NaN, never a finite number', () => {
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      const [W, dW] = [arrayOf(engine, [2], [1, 1]), arrayOf(engine, [2], [infinity, 1])];
      operation.run(
        engine,
        W,
        operation.state.map(() => engine.zeros(2)),
        dW,
      );
      expect([name, ...flat(W).map(Number.isFinite)]).toEqual([name, false, true]);
    }
  });

  test('with zero state and zero gradient W does not change, although a rule divides by √0', () => {
    const { movingAverage: _average, adamw: _shrinks, ...optimizers } = OPERATIONS;
    for (const operation of Object.values(optimizers)) {
      const W = arrayOf(engine, [3], [1, -2, 0]);
      operation.run(
        engine,
        W,
        operation.state.map(() => engine.zeros(3)),
        engine.zeros(3),
      );
      expect(flat(W)).toEqual([1, -2, 0]);
    }
  });

  test('squaredNorm and decay sum each row in float64 with eight accumulators, column j in number j mod 8', () => {
    const random = new Philox(2, 0);
    for (const shape of SHAPES) {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = draw(random, size, 'W');
      const columns = shape[shape.length - 1];
      let total = 0;
      for (let row = 0; row < size; row += columns) {
        const sums = new Array<number>(8).fill(0);
        for (let j = 0; j < columns; j++) sums[j % 8] += values[row + j] ** 2;
        const [even, odd] = [0, 1].map((k) => sums[k] + sums[k + 2] + (sums[k + 4] + sums[k + 6]));
        total += even + odd;
      }
      const W = arrayOf(engine, shape, values);
      expect(engine.squaredNorm(W)).toBe(total);
      expect(engine.decay(engine.zeros(...shape), W, 0.1)).toBe(total);
    }
  });

  test('squaredNorm is Infinity or NaN for non-finite numbers, and exact where float32 would overflow', () => {
    expect(engine.squaredNorm(arrayOf(engine, [2, 3], [1, 2, 3, 4, nan, 6]))).toBeNaN();
    expect(engine.squaredNorm(arrayOf(engine, [3], [1, 2, -infinity]))).toBe(infinity);
    expect(engine.squaredNorm(arrayOf(engine, [1], [2 ** 100]))).toBe(2 ** 200);
  });
});

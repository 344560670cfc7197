import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { lists } from '../fixtures/arrays.js';
import { arrayOf, ENGINES } from './engines.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();
  const put = (values: number[][]) => arrayOf(engine, [values.length, values[0].length], values.flat());

  test('affine skips zeros of x, even if the weight is NaN or Infinity', () => {
    const y = engine.zeros(2, 2);
    engine.affine(
      y,
      put([
        [0, 2],
        [-0, 3],
      ]),
      put([
        [nan, infinity],
        [1, 10],
      ]),
      arrayOf(engine, [2], [0.5, 0]),
    );
    expect(lists(y)).toEqual([
      [2.5, 20],
      [3.5, 30],
    ]);
  });

  test.each([
    ['finite', [5, -5, 5]],
    ['NaN', [5, nan, 5]],
    ['infinite', [5, 5, -infinity]],
  ])('affine skips zeros in whole blocks of rows and columns, with %s weights', (_, [a, b, c]) => {
    const columns = Array.from({ length: 24 }, (_, k) => k);
    const skipped = columns.map((k) => (k % 3 === 0 ? a : k === 22 ? c : b));
    const y = engine.zeros(11, 24);
    const x = put(Array.from({ length: 11 }, (_, r) => [r % 2 === 0 ? 0 : -0, r]));
    engine.affine(y, x, put([skipped, columns]), engine.zeros(24));
    expect(lists(y)).toEqual(Array.from({ length: 11 }, (_, r) => columns.map((k) => r * k)));
    x.set(10, 0, 1);
    engine.affine(y, x, put([skipped, columns]), engine.zeros(24));
    expect((lists(y) as number[][])[10]).toEqual(columns.map((k) => skipped[k] + 10 * k));
  });

  test('affine: a non-finite weight affects only its unit, in rows that use it', () => {
    const y = engine.zeros(3, 2);
    const x = put([
      [1, 1],
      [0, 1],
      [-1, 1],
    ]);
    engine.affine(
      y,
      x,
      put([
        [infinity, 1],
        [1, 1],
      ]),
      engine.zeros(2),
    );
    expect(lists(y)).toEqual([
      [infinity, 2],
      [1, 1],
      [-infinity, 0],
    ]);
    engine.affine(
      y,
      x,
      put([
        [nan, 1],
        [1, 1],
      ]),
      engine.zeros(2),
    );
    expect(lists(y)).toEqual([
      [nan, 2],
      [1, 1],
      [nan, 0],
    ]);
  });

  test('affine: NaN in a row of x makes that row NaN, NaN in b that column', () => {
    const y = engine.zeros(2, 2);
    engine.affine(
      y,
      put([
        [nan, 1],
        [1, 1],
      ]),
      put([
        [1, 2],
        [3, 4],
      ]),
      arrayOf(engine, [2], [0, nan]),
    );
    expect(lists(y)).toEqual([
      [nan, nan],
      [4, nan],
    ]);
  });

  test('gradients: NaN in dout makes its column of dW and db and its row of dx NaN', () => {
    const [dW, db, dx] = [engine.zeros(2, 2), engine.zeros(2), engine.zeros(2, 2)];
    const dout = put([
      [nan, 1],
      [1, 1],
    ]);
    engine.affineParameterGradients(
      dW,
      db,
      put([
        [1, 0],
        [1, 1],
      ]),
      dout,
    );
    engine.affineInputGradient(
      dx,
      dout,
      put([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(lists(dW)).toEqual([
      [nan, 2],
      [1, 1],
    ]);
    expect(lists(db)).toEqual([nan, 2]);
    expect(lists(dx)).toEqual([
      [nan, nan],
      [3, 7],
    ]);
  });

  test('relu keeps NaN and Infinity and turns −Infinity and −0 into 0', () => {
    const y = engine.zeros(1, 5);
    engine.activate('relu', y, put([[nan, infinity, -infinity, -0, -1e-30]]));
    expect(lists(y)).toEqual([[nan, infinity, 0, 0, 0]]);
  });

  test('reluGradient passes any dout where y > 0 and gives 0 elsewhere', () => {
    const dx = engine.zeros(1, 6);
    engine.activateGradient(
      'relu',
      dx,
      put([[nan, infinity, nan, infinity, 5, -infinity]]),
      put([[1, 1, 0, 0, infinity, 1e-30]]),
    );
    expect(lists(dx)).toEqual([[nan, infinity, 0, 0, 5, -infinity]]);
  });

  test('sigmoid is 0 at −Infinity, 1 at Infinity, and keeps NaN', () => {
    const y = engine.zeros(1, 5);
    engine.activate('sigmoid', y, put([[-infinity, infinity, nan, -1e30, 1e30]]));
    expect(lists(y)).toEqual([[0, 1, nan, 0, 1]]);
  });

  test('softmax of huge scores is finite; NaN or +Infinity makes only its own row NaN', () => {
    const y = engine.zeros(4, 2);
    engine.softmax(
      y,
      put([
        [1e30, -1e30],
        [nan, 1],
        [infinity, 1],
        [-infinity, 1],
      ]),
    );
    expect(lists(y)).toEqual([
      [1, 0],
      [nan, nan],
      [nan, nan],
      [0, 1],
    ]);
  });

  test('cross-entropy is exact if a probability underflows, and NaN for NaN scores', () => {
    const y = engine.zeros(1, 2);
    const t = ndarray(Uint8Array.of(1), [1]);
    expect(engine.softmaxCrossEntropy(y, put([[5000, 0]]), t, 0)).toBe(5000);
    expect(engine.softmaxCrossEntropy(y, put([[0, 5000]]), t, 0)).toBe(0);
    expect(engine.softmaxCrossEntropy(y, put([[nan, 0]]), t, 0)).toBeNaN();
    expect(engine.softmaxCrossEntropy(y, put([[0, infinity]]), t, 0)).toBeNaN();
  });

  test('meanSquaredError is NaN for NaN and Infinity for Infinity', () => {
    expect(engine.meanSquaredError(put([[nan, 1]]), put([[1, 1]]))).toBeNaN();
    expect(engine.meanSquaredError(put([[infinity, 1]]), put([[1, 1]]))).toBe(infinity);
  });

  test('countCorrect counts a row with NaN as wrong and orders infinities', () => {
    const t = ndarray(Uint8Array.of(0, 0, 0, 1), [4]);
    expect(
      engine.countCorrect(
        put([
          [nan, 1],
          [1, nan],
          [infinity, 1],
          [-infinity, 0],
        ]),
        t,
      ),
    ).toBe(2);
  });

  test('sgd writes NaN exactly where the gradient is NaN', () => {
    const W = put([[1, 2, 3]]);
    engine.update('sgd', W, [], put([[0, nan, 1]]), 0.5);
    expect(lists(W)).toEqual([[1, nan, 2.5]]);
  });
});

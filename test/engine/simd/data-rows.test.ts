import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/engine/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { flat } from '../../fixtures/arrays.js';
import { arrayOf } from '../engines.js';
import { type Matrix, rowOf, type Shape } from '../operations.js';
import {
  beyondBound,
  firstDifference,
  gamma,
  integer,
  listOf,
  Numbers,
  PRECISIONS,
  Runner,
  reference,
  write,
} from './bench.js';

describe.each(PRECISIONS)('simd %s: batches of data rows', (precision) => {
  const engine = createSimdEngine(precision);

  /** Random rows; four in five bytes are 0. Row 2 is all 0, row 3 all 255. */
  function bytes(count: number, width: number, largest = 255): Uint8Array {
    const random = new Philox(width, count);
    const data = Uint8Array.from({ length: count * width }, () =>
      random.integer(5) ? 0 : random.integer(largest + 1),
    );
    data.fill(0, 2 * width, 3 * width);
    data.fill(largest, 3 * width, 4 * width);
    return data;
  }

  const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17];
  const SHAPES: Shape[] = [
    ...SIZES.flatMap((I) => SIZES.map((O): Shape => [1 + ((I + O) % 9), I, O])),
    [3, 784, 50],
    [7, 784, 10],
    [2, 784, 800],
    [4, 50, 52],
  ];

  /** y, dW and db as computed by one engine, as one list. */
  function products(runner: Runner, data: Uint8Array, scale: number, [N, I, O]: Shape, numbers: Numbers) {
    const x = { rows: runner.engine.rows(data, I, scale), index: indexOf(N) };
    const array = (role: string, size: Matrix) => write(runner.array(role, size), numbers.list(size[0] * size[1]));
    const [W, b, dout] = [array('W', [I, O]), array('b', [1, O]), array('dout', [N, O])];
    const [y, dW, db] = [array('y', [N, O]), array('dW', [I, O]), array('db', [1, O])];
    runner.engine.affine(y, x, W, rowOf(b));
    runner.engine.affineParameterGradients(dW, rowOf(db), x, dout);
    return listOf([y, dW, db]);
  }

  /** Row numbers below 6, some repeated; among them the rows that are all 0 and all 255. */
  function indexOf(N: number): Int32Array {
    return Int32Array.from({ length: N }, (_, n) => [3, 5, 2, 5, 0, 3, 4, 1, 5][n]);
  }

  const runners = [engine, reference].map((each) => new Runner(each));

  test('integers give the same bits', () => {
    const numbers = [new Numbers(integer, 9), new Numbers(integer, 9)];
    for (const shape of SHAPES) {
      const data = bytes(6, shape[1], 16);
      const [got, expected] = runners.map((runner, i) => products(runner, data, 1, shape, numbers[i]));
      expect(firstDifference(got, expected), shape.join(' × ')).toBeUndefined();
    }
  });

  test('the error for real numbers is at most 1e-13 Σ|a||b|, or γ Σ|a||b| in float32', () => {
    const normal = (random: Philox) => Math.fround(random.normal());
    const numbers = [new Numbers(normal, 10), new Numbers(normal, 10)];
    const sizes = new Numbers((random) => Math.abs(normal(random)), 10);
    for (const shape of SHAPES) {
      const data = bytes(6, shape[1]);
      const [got, expected] = runners.map((runner, i) => products(runner, data, 255, shape, numbers[i]));
      const sums = products(runners[1], data, 255, shape, sizes);
      const share = precision === 'float64' ? 1e-13 : gamma(shape[1] + shape[0] + 1, precision);
      expect(
        beyondBound(got, expected, (i) => share * sums[i]),
        shape.join(' × '),
      ).toBeUndefined();
    }
  });

  test('all of 2,503 rows are stored, and an empty batch gives zero gradients', () => {
    const [count, width] = [2503, 3];
    const data = Uint8Array.from({ length: count * width }, (_, i) => (i * 37) % 256);
    const rows = engine.rows(data, width, 1);
    const identity = arrayOf(engine, [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const y = engine.zeros(count, width);
    engine.affine(y, { rows, index: Int32Array.from({ length: count }, (_, n) => n) }, identity, engine.zeros(3));
    expect(flat(y)).toEqual(Array.from(data));

    const [dW, db] = [arrayOf(engine, [3, 3], new Array(9).fill(7)), arrayOf(engine, [3], [7, 7, 7])];
    const none = { rows, index: new Int32Array(0) };
    engine.affine(engine.zeros(0, 3), none, identity, engine.zeros(3));
    engine.affineParameterGradients(dW, db, none, engine.zeros(0, 3));
    expect([...flat(dW), ...flat(db)]).toEqual(new Array(12).fill(0));
    expect(engine.rows(new Uint8Array(0), 3, 255).count).toBe(0);
  });

  const faults: [string, (batch: Batch) => Batch, error: typeof RangeError | string][] = [
    ['row −1', ({ rows }) => ({ rows, index: Int32Array.of(0, -1) }), 'row -1 of a batch, expected 0 … 5'],
    ['a row too many', ({ rows }) => ({ rows, index: Int32Array.of(6, 0) }), 'row 6 of a batch, expected 0 … 5'],
    ['row −2147483648', ({ rows }) => ({ rows, index: Int32Array.of(1, -(2 ** 31)) }), RangeError],
    ['row 2147483647', ({ rows }) => ({ rows, index: Int32Array.of(1, 2 ** 31 - 1) }), RangeError],
    [
      'rows of another simd engine',
      ({ index }) => ({ rows: createSimdEngine(precision).rows(bytes(6, 5), 5, 255), index }),
      'simd engine: the rows of a batch belong to another engine',
    ],
    [
      'rows of the reference engine',
      ({ index }) => ({ rows: reference.rows(bytes(6, 5), 5, 255), index }),
      'simd engine: the rows of a batch belong to another engine',
    ],
  ];

  test.each(faults)('%s: throws, writes nothing, and the engine stays usable', (_, spoil, error) => {
    const good = { rows: engine.rows(bytes(6, 5), 5, 255), index: Int32Array.of(0, 3) };
    const bad = spoil(good);
    const ones = (rows: number, columns: number) => arrayOf(engine, [rows, columns], new Array(rows * columns).fill(1));
    const [y, W, dout] = [ones(2, 3), ones(5, 3), ones(2, 3)];
    const [b, db] = [ones(1, 3).pick(0, null), ones(1, 3).pick(0, null)];
    const { byteOffset } = engine.zeros(1).data;
    expect(() => engine.affine(y, bad, W, b)).toThrow(error);
    expect(() => engine.affineParameterGradients(W, db, bad, dout)).toThrow(error);
    expect([y, W, db].flatMap((array) => flat(array)).every((value) => value === 1)).toBe(true);
    expect(engine.zeros(1).data.byteOffset - byteOffset).toBe(64);
    engine.affine(y, good, W, b);
    expect(y.get(1, 0)).toBe(6);
  });
});

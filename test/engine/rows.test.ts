import { describe, expect, test } from 'vitest';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { Philox } from '../../src/random/philox.js';
import { flat, lists } from '../fixtures/arrays.js';
import { arrayOf, ENGINES } from './engines.js';

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();

  /** Random bytes; four in five are 0, as in MNIST. */
  function bytes(count: number, width: number, seed: number): Uint8Array {
    const random = new Philox(seed, 0);
    return Uint8Array.from({ length: count * width }, () => (random.integer(5) ? 0 : random.integer(256)));
  }

  test('a batch of data rows acts as the matrix of float32(byte / 255), in the order of the index', () => {
    for (const [count, width, out, N] of [
      [9, 1, 1, 5],
      [9, 7, 3, 5],
      [12, 16, 5, 5],
      [12, 33, 10, 5],
      [6, 784, 50, 5],
      [9, 1, 70, 40],
      [40, 33, 150, 32],
      [50, 400, 70, 70],
    ]) {
      const data = bytes(count, width, width);
      const index = Int32Array.from({ length: N }, (_, n) => [3, 0, count - 1, 3, 3, 7 * n][n % 6] % count);
      const dense = Array.from(index).flatMap((row) =>
        Array.from({ length: width }, (_, i) => Math.fround(data[row * width + i] / 255)),
      );
      const random = new Philox(width, 1);
      const values = (n: number) => Array.from({ length: n }, () => random.normal());
      const W = arrayOf(engine, [width, out], values(width * out));
      const b = arrayOf(engine, [out], values(out));
      const dout = arrayOf(engine, [N, out], values(N * out));
      const inputs = [{ rows: engine.rows(data, width, 255), index }, arrayOf(engine, [N, width], dense)] as const;
      const results = inputs.map((x) => {
        const [y, dW, db] = [engine.zeros(N, out), engine.zeros(width, out), engine.zeros(out)];
        engine.affine(y, x, W, b);
        engine.affineParameterGradients(dW, db, x, dout);
        return [y, dW, db].map(flat);
      });
      // both add the products of an element of dW in the order of the batch
      expect(results[0][1], `dW of ${N} images of ${width} pixels for ${out} units`).toEqual(results[1][1]);
      const off = results[0].map((array, k) =>
        Math.max(...array.map((value, i) => Math.abs(value - results[1][k][i]))),
      );
      expect(Math.max(...off)).toBeLessThan(engine.precision === 'float32' ? 2e-5 : 3e-14); // sums of 784 products in a different order
      expect(Math.hypot(...results[0][0])).toBeGreaterThan(0);
      expect(Math.hypot(...results[0][1])).toBeGreaterThan(0);
    }
  });

  test('rows reports the number of rows and their width', () => {
    expect(engine.rows(bytes(6, 7, 1), 7, 255)).toMatchObject({ count: 6, width: 7 });
  });

  test('refilled rows give the same results as newly created rows', () => {
    const [width, out] = [33, 5];
    const rows = engine.rows(new Uint8Array(6 * width).fill(255), width, 255);
    const random = new Philox(3, 0);
    const W = arrayOf(
      engine,
      [width, out],
      Array.from({ length: width * out }, () => random.normal()),
    );
    const b = engine.zeros(out);
    const full = Uint8Array.from({ length: 6 * width }, (_, i) => 1 + (i % 255));
    for (const [seed, data] of [bytes(6, width, 1), full, bytes(2, width, 2), new Uint8Array(6 * width)].entries()) {
      const N = data.length / width;
      const index = Int32Array.from({ length: N }, (_, n) => n); // the same index each time, to detect stale lists
      engine.refill(rows, data);
      const results = [rows, engine.rows(data, width, 255)].map((rows) => {
        const [y, dW, db] = [engine.zeros(N, out), engine.zeros(width, out), engine.zeros(out)];
        engine.affine(y, { rows, index }, W, b);
        engine.affineParameterGradients(dW, db, { rows, index }, y);
        return [y, dW, db].map(flat);
      });
      expect(results[0], String(seed)).toEqual(results[1]);
    }
  });

  test('every byte is converted to float32(byte / scale)', () => {
    const rows = engine.rows(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      1,
      255,
    );
    const y = engine.zeros(256, 1);
    const index = Int32Array.from({ length: 256 }, (_, n) => n);
    engine.affine(y, { rows, index }, arrayOf(engine, [1, 1], [1]), engine.zeros(1));
    expect(flat(y)).toEqual(Array.from({ length: 256 }, (_, byte) => Math.fround(byte / 255)));
  });

  test.each([
    [3, 2],
    [5, 7],
    [50, 16],
  ])('zeros between %i inputs, which are then %i apart, do not change a bit of the result', (width, apart) => {
    const random = new Philox(3, 3);
    const x = Array.from({ length: width }, () => random.normal());
    const W = Array.from({ length: width }, () => [random.normal(), random.normal(), random.normal()]);
    const results = [1, apart].map((step) => {
      const inputs = x.flatMap((value) => [value, ...new Array<number>(step - 1).fill(0)]);
      const weights = W.flatMap((row) => [...row, ...new Array<number>(3 * (step - 1)).fill(1e6)]);
      const y = engine.zeros(1, 3);
      const length = inputs.length;
      engine.affine(y, arrayOf(engine, [1, length], inputs), arrayOf(engine, [length, 3], weights), engine.zeros(3));
      return flat(y);
    });
    expect(results[1]).toEqual(results[0]);
  });

  test('changing an index later selects other rows', () => {
    const rows = engine.rows(Uint8Array.of(0, 51, 102), 1, 51);
    const index = Int32Array.of(1);
    const y = engine.zeros(1, 1);
    const [W, b] = [arrayOf(engine, [1, 1], [10]), engine.zeros(1)];
    engine.affine(y, { rows, index }, W, b);
    expect(lists(y)).toEqual([[10]]);
    index[0] = 2;
    engine.affine(y, { rows, index }, W, b);
    expect(lists(y)).toEqual([[20]]);
  });
});

test('refilling does not allocate, and fails beyond the capacity', () => {
  const engine = createSimdEngine();
  const rows = engine.rows(new Uint8Array(8).fill(1), 4, 255);
  const data = new Uint8Array(8).fill(9);
  engine.refill(rows, data);
  const before = engine.zeros(1).data.byteOffset;
  for (let i = 0; i < 20_000; i++) engine.refill(rows, data);
  expect(engine.zeros(1).data.byteOffset).toBe(before + 64);
  expect(() => engine.refill(rows, new Uint8Array(12))).toThrow('12 bytes do not fit into rows with a capacity of 8');
  expect(() => createSimdEngine().refill(rows, data)).toThrow('belong to another engine');
});

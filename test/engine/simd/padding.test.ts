import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../../src/array.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { arrayOf } from '../engines.js';
import { ALL, type Shape } from '../operations.js';
import { draw, firstDifference, Numbers, PRECISIONS, Runner, real, write } from './bench.js';

const { NaN: nan } = Number;

/** The engine's allocated memory and the next megabyte, as bytes. */
function memoryOf(engine: Engine): { used: Uint8Array; free: Uint8Array } {
  const { buffer, byteOffset } = engine.zeros(1).data;
  const top = byteOffset + 64;
  return { used: new Uint8Array(buffer, 0, top), free: new Uint8Array(buffer, top, 1 << 20) };
}

/** The byte range of an array in the engine's memory, with padding. */
function span(x: NdArray, rowBytes: number): [from: number, to: number] {
  const from = x.data.byteOffset + x.offset * x.data.BYTES_PER_ELEMENT;
  return [from, from + x.shape[0] * rowBytes];
}

/** The padding of each row of an array in the engine's memory. */
function padding(x: NdArray): NdArray['data'][] {
  const [rows, columns] = x.shape;
  const [width] = x.stride;
  const row = (i: number) => x.data.subarray(x.offset + i * width + columns, x.offset + (i + 1) * width);
  return Array.from({ length: rows }, (_, i) => row(i));
}

describe.each(PRECISIONS)('simd %s stays within its arrays', (precision) => {
  const SHAPES: Shape[] = [
    [1, 1, 1],
    [2, 3, 5],
    [5, 7, 3],
    [4, 4, 4],
    [3, 17, 13],
    [7, 2, 53],
    [2, 50, 10],
  ];

  test.each(Object.entries(ALL))(
    '%s writes to its outputs and to no other byte, zeros to their padding',
    (name, operation) => {
      const engine = createSimdEngine(precision);
      const runner = new Runner(engine);
      const [numbers, labels] = [new Numbers(real, 6), new Philox(2, 0)];
      for (const shape of SHAPES) {
        const contents = draw(operation, shape, numbers, labels);
        for (const [i, size] of operation.inputs(shape).entries())
          write(runner.array(`input ${i}`, size), contents.inputs[i]);
        const outs = operation
          .outputs(shape)
          .map((size, i) => write(runner.array(`output ${i}`, size), contents.outputs[i]));
        const { used } = memoryOf(engine);
        const before = used.slice();
        runner.run(operation, shape, contents);
        const after = used.slice();
        for (const out of outs) {
          const rowBytes = out.stride[0] * out.data.BYTES_PER_ELEMENT;
          const [from, to] = span(out, rowBytes);
          after.set(before.subarray(from, to), from);
          // padding is 0; after a sigmoid it is sigmoid(0), and nothing reads it
          const rest = padding(out).flatMap((row) => Array.from(row));
          expect(rest.every((value) => value === (name === 'sigmoid' ? 0.5 : 0))).toBe(true);
        }
        expect(Buffer.compare(after, before), shape.join(' × ')).toBe(0);
      }
    },
  );

  test.each(Object.entries(ALL))('%s does not depend on padding or on stale scratch memory', (_, operation) => {
    const engine = createSimdEngine(precision);
    const runner = new Runner(engine);
    const [numbers, labels] = [new Numbers(real, 7), new Philox(2, 0)];
    for (const shape of SHAPES) {
      const contents = draw(operation, shape, numbers, labels);
      const expected = runner.run(operation, shape, contents);
      for (const [i, size] of operation.inputs(shape).entries()) {
        for (const row of padding(runner.array(`input ${i}`, size))) row.fill(nan);
      }
      memoryOf(engine).free.fill(0xff);
      expect(firstDifference(runner.run(operation, shape, contents), expected), shape.join(' × ')).toBeUndefined();
    }
  });

  test('padding is zero after 300 training steps', () => {
    const engine = createSimdEngine(precision);
    const [N, I, H, O] = [5, 7, 9, 3];
    const random = new Philox(8, 0);
    const normal = (rows: number, columns: number) =>
      arrayOf(
        engine,
        [rows, columns],
        Array.from({ length: rows * columns }, () => random.normal()),
      );
    const [x, W1, b1, W2, b2] = [normal(N, I), normal(I, H), engine.zeros(H), normal(H, O), engine.zeros(O)];
    const [dW1, db1, dW2, db2] = [engine.zeros(I, H), engine.zeros(H), engine.zeros(H, O), engine.zeros(O)];
    const [a, z, s, y] = [engine.zeros(N, H), engine.zeros(N, H), engine.zeros(N, O), engine.zeros(N, O)];
    const [ds, dz, da, dx] = [engine.zeros(N, O), engine.zeros(N, H), engine.zeros(N, H), engine.zeros(N, I)];
    const t = ndarray(Uint8Array.of(0, 1, 2, 1, 0), [N]);
    for (let step = 0; step < 300; step++) {
      engine.affine(a, x, W1, b1);
      if (step % 2) engine.activate('relu', z, a);
      else engine.activate('sigmoid', z, a);
      engine.affine(s, z, W2, b2);
      engine.softmaxCrossEntropy(y, s, t, 0);
      engine.softmaxCrossEntropyGradient(ds, y, t);
      engine.affineParameterGradients(dW2, db2, z, ds);
      engine.affineInputGradient(dz, ds, W2);
      if (step % 2) engine.activateGradient('relu', da, dz, z);
      else engine.activateGradient('sigmoid', da, dz, z);
      engine.affineParameterGradients(dW1, db1, x, da);
      engine.affineInputGradient(dx, da, W1);
      for (const [W, dW] of [
        [W1, dW1],
        [b1, db1],
        [W2, dW2],
        [b2, db2],
      ])
        engine.update('sgd', W, [], dW, 0.1);
    }
    const matrices = [W1, W2, dW1, dW2, a, z, s, y, ds, dz, da, dx];
    const vectors = [b1, b2, db1, db2].map((b) => ndarray(b.data, [1, b.shape[0]]) as NdArray);
    const rest = [...matrices, ...vectors].flatMap((array) => padding(array).flatMap((row) => Array.from(row)));
    expect(rest.length).toBeGreaterThan(50);
    expect(rest.every((value) => value === 0)).toBe(true);
    expect(engine.softmaxCrossEntropy(y, s, t, 0)).toBeLessThan(0.1);
  });
});

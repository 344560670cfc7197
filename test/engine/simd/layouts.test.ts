import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type NdArray, offsets } from '../../../src/array.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Philox } from '../../../src/random/philox.js';
import { flat } from '../../fixtures/arrays.js';
import { arrayOf } from '../engines.js';
import { ALL, type Matrix, type Shape } from '../operations.js';
import { draw, firstDifference, listOf, Numbers, PRECISIONS, Runner, real, write } from './bench.js';

/** Four memory layouts with gaps, used with several offsets. */
const LAYOUTS: [name: string, stride: (size: Matrix) => [number, number]][] = [
  ['padded rows', ([, columns]) => [columns + 3, 1]],
  ['transposed', ([rows]) => [1, rows + 2]],
  ['every second row, every third column', ([, columns]) => [6 * columns, 3]],
  ['reversed', ([, columns]) => [-(columns + 1), -1]],
];

const CANARY = -7777.25;

/** Makes a matrix in memory filled with canary values. */
function layOut(memory: (length: number) => NdArray['data'], pattern: number, offset: number, size: Matrix): NdArray {
  const stride = LAYOUTS[pattern][1](size);
  const last = (size[0] - 1) * stride[0] + (size[1] - 1) * stride[1];
  const data = memory(Math.abs(last) + 1 + 2 * offset + 5);
  data.fill(CANARY);
  return ndarray(data, [...size], stride, offset + Math.max(0, -last));
}

describe.each(PRECISIONS)('simd %s accepts arrays in other memories and layouts', (precision) => {
  const engine = createSimdEngine(precision);
  const other = createSimdEngine(precision);
  const runner = new Runner(engine);
  const inEngine = (engine: Engine) => (length: number) => engine.zeros(1, length).data.subarray(0, length);
  const MEMORIES: [name: string, memory: (length: number) => NdArray['data']][] = [
    ['plain float64 memory', (length) => new Float64Array(length)],
    ['plain float32 memory', (length) => new Float32Array(length)],
    ['an array of the engine', (length) => engine.zeros(1, length).data],
    ['a part of an array of the engine', inEngine(engine)],
    ['an array of another engine', (length) => other.zeros(1, length).data],
  ];
  const SHAPES: Shape[] = [
    [1, 1, 1],
    [1, 2, 4],
    [2, 1, 3],
    [3, 4, 2],
    [4, 8, 1],
    [5, 3, 16],
    [8, 5, 17],
    [17, 13, 5],
    [2, 50, 10],
  ];

  test.each(Object.entries(ALL))('%s, in 4 layouts, 4 offsets and 5 memories', (_, operation) => {
    const [numbers, labels] = [new Numbers(real, 5), new Philox(2, 0)];
    const wrong: string[] = [];
    let turn = 0;
    for (const shape of SHAPES) {
      const contents = draw(operation, shape, numbers, labels);
      const expected = runner.run(operation, shape, contents);
      for (const [p, [pattern]] of LAYOUTS.entries()) {
        for (let offset = 0; offset < 4; offset++) {
          const [name, memory] = MEMORIES[turn++ % MEMORIES.length];
          const place = (size: Matrix, i: number) => layOut(memory, (p + i) % 4, (offset + i) % 4, size);
          const outs = operation.outputs(shape).map((size, i) => write(place(size, i), contents.outputs[i]));
          const ins = operation.inputs(shape).map((size, i) => write(place(size, i + 1), contents.inputs[i]));
          const before = ins.map(({ data }) => data.slice());
          const value = operation.run(engine, outs, ins, contents.t);

          const written = outs.reduce((sum, { size }) => sum + size, 0);
          const store = name === 'plain float32 memory' ? Math.fround : (value: number) => value;
          const at = `${shape.join(' × ')}, ${pattern}, offset ${offset}, ${name}`;
          const fault = firstDifference(
            listOf(outs, value),
            expected.map((v, i) => (i < written ? store(v) : v)),
          );
          if (fault) wrong.push(`${at}: ${fault}`);
          if (ins.some(({ data }, i) => firstDifference(data, before[i]))) wrong.push(`${at}: an input changed`);
          for (const out of outs) {
            const inside = new Set(offsets(out));
            if (out.data.some((v, i) => v !== CANARY && !inside.has(i))) wrong.push(`${at}: a canary is gone`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  const C = CANARY;
  test.each<[string, (data: NdArray['data']) => NdArray, expected: number[]]>([
    ['inside a row', (data) => ndarray(data, [2, 3], [4, 1], 1), [C, 1, 2, 3, C, 4, 5, 6, C, C, C, C]],
    ['every second row', (data) => ndarray(data, [2, 3], [8, 1]), [1, 2, 3, C, C, C, C, C, 4, 5, 6, C]],
    ['the same row twice', (data) => ndarray(data, [2, 3], [0, 1]), [4, 5, 6, C, C, C, C, C, C, C, C, C]],
    ['narrower rows', (data) => ndarray(data, [3, 2], [4, 1]), [1, 2, C, C, 3, 4, C, C, 5, 6, C, C]],
    ['wider rows', (data) => ndarray(data, [2, 4], [4, 1]), [1, 2, 3, 4, 5, 6, 7, 8, C, C, C, C]],
    ['rows from bottom to top', (data) => ndarray(data, [2, 3], [-4, 1], 4), [4, 5, 6, C, 1, 2, 3, C, C, C, C, C]],
    ['the end of a row', (data) => ndarray(data, [1, 3], [4, 1], 2), [C, C, 1, 2, 3, C, C, C, C, C, C, C]],
    ['every second element', (data) => ndarray(data, [1, 3], [4, 2]), [1, C, 2, C, 3, C, C, C, C, C, C, C]],
    ['a column', (data) => ndarray(data, [3, 1], [4, 1], 1), [C, 1, C, C, C, 2, C, C, C, 3, C, C]],
    ['whole rows, without a copy', (data) => ndarray(data, [2, 3], [4, 1], 4), [C, C, C, C, 1, 2, 3, 0, 4, 5, 6, 0]],
  ])('views of an array of the engine: %s', (_, viewOf, expected) => {
    const { data } = engine.zeros(3, 3);
    data.fill(C);
    const view = viewOf(data);
    const [rows, columns] = view.shape;
    const whole = arrayOf(
      engine,
      [rows, columns],
      Array.from({ length: rows * columns }, (_, i) => i + 1),
    );
    engine.activate('relu', view, whole);
    expect(Array.from(data)).toEqual(expected);
    const back = engine.zeros(rows, columns);
    engine.activate('relu', back, view);
    expect(flat(back)).toEqual(flat(view));
  });

  test('element-wise operations accept three dimensions', () => {
    const values = Array.from({ length: 2 * 3 * 5 }, (_, i) => i - 12);
    const x = arrayOf(engine, [2, 3, 5], values);
    const [y, dx, W] = [engine.zeros(2, 3, 5), engine.zeros(2, 3, 5), engine.zeros(2, 3, 5)];
    engine.activate('relu', y, x);
    engine.activateGradient('relu', dx, x, y);
    engine.update('sgd', W, [], x, 2);
    expect(flat(y)).toEqual(values.map((v) => Math.max(v, 0)));
    expect(flat(dx)).toEqual(values.map((v) => Math.max(v, 0)));
    expect(flat(W)).toEqual(values.map((v) => 0 - 2 * v));
  });
});

import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type NdArray, offsets } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { Philox } from '../../src/random/philox.js';
import { flat } from '../fixtures/arrays.js';
import { ENGINES } from './engines.js';
import { ALL, type Matrix, type Operation, type Shape } from './operations.js';

const CANARY = -12345.5;

/** Memory layouts: each view is a matrix inside a larger array of the engine. */
const LAYOUTS: [
  name: string,
  size: (rows: number, columns: number) => [number, number],
  view: (x: NdArray) => NdArray,
][] = [
  ['contiguous', (r, c) => [r, c], (x) => x],
  ['with rows before and after', (r, c) => [r + 2, c], (x) => x.lo(1, 0).hi(x.shape[0] - 2, x.shape[1])],
  ['with padded rows', (r, c) => [r, c + 3], (x) => x.lo(0, 1).hi(x.shape[0], x.shape[1] - 3)],
  ['transposed', (r, c) => [c, r], (x) => x.transpose(1, 0)],
  ['every second row and third column', (r, c) => [2 * r, 3 * c], (x) => x.lo(1, 2).step(2, 3)],
  ['reversed', (r, c) => [r, c], (x) => x.step(-1, -1)],
  [
    'transposed, padded and reversed',
    (r, c) => [c + 1, r + 2],
    (x) =>
      x
        .hi(x.shape[0] - 1, x.shape[1] - 2)
        .transpose(1, 0)
        .step(-1, 1),
  ],
];

type Layout = (typeof LAYOUTS)[number];

/** Sizes of the operations' matrices; none is a multiple of 2, 4 or 8. */
const SHAPE: Shape = [5, 11, 7];

/** A view with random values inside an array filled with canary values. */
interface Planted {
  readonly whole: NdArray;
  readonly view: NdArray;
}

function plant(engine: Engine, [, size, view]: Layout, [rows, columns]: Matrix, random: Philox): Planted {
  const whole = engine.zeros(...size(rows, columns));
  for (const place of offsets(whole)) whole.data[place] = CANARY;
  const matrix = view(whole);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, random.integer(4) === 0 ? 0 : random.normal());
  }
  return { whole, view: matrix };
}

function canaries({ whole }: Planted): number {
  return flat(whole).filter((value) => value === CANARY).length;
}

function runOn(engine: Engine, { outputs, inputs, run }: Operation, layout: Layout) {
  const random = new Philox(7, 7);
  const ins = inputs(SHAPE).map((size) => plant(engine, layout, size, random));
  const outs = outputs(SHAPE).map((size) => plant(engine, layout, size, random));
  const t = ndarray(Uint8Array.of(0, 6, 3, 3, 1), [5]);
  const before = ins.map(({ whole }) => flat(whole));
  const planted = outs.map(canaries);
  const value = run(
    engine,
    outs.map(({ view }) => view),
    ins.map(({ view }) => view),
    t,
  );
  return {
    result: { value, outputs: outs.map(({ view }) => flat(view)) },
    inputs: { before, after: ins.map(({ whole }) => flat(whole)) },
    canaries: { planted, left: outs.map(canaries) },
    labels: Array.from(t.data),
  };
}

describe.each(ENGINES)('%s engine', (_, create) => {
  const engine = create();

  describe.each(Object.entries(ALL))('%s', (_, operation) => {
    const contiguous = runOn(engine, operation, LAYOUTS[0]);

    test.each(LAYOUTS)(
      '%s arrays give the same results as contiguous ones, and memory around them is not written',
      (...layout) => {
        const run = runOn(engine, operation, layout);
        expect(run.result).toEqual(contiguous.result);
        expect(run.inputs.after).toEqual(run.inputs.before);
        expect(run.canaries.left).toEqual(run.canaries.planted);
        expect(run.labels).toEqual([0, 6, 3, 3, 1]);
      },
    );
  });

  test('arrays with padded rows contain canary values', () => {
    expect(runOn(engine, ALL.relu, LAYOUTS[2]).canaries.planted).toEqual([3 * 5]);
  });
});

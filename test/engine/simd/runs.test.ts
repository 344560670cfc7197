import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import type { Labels, NdArray, Precision } from '../../../src/array.js';
import type { Engine, Rows } from '../../../src/engine/engine.js';
import type { ActivationName } from '../../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { flat, largestDifference } from '../../fixtures/arrays.js';
import { arrayOf } from '../engines.js';

const ITERATIONS = 300;
const [IMAGES, WIDTH, BATCH] = [300, 784, 30];

/** Images of ten classes, four in five bytes 0. Each class has a pattern; images drop parts of it and add noise. */
function synthetic(): { bytes: Uint8Array; labels: Uint8Array } {
  const random = new Philox(31, 0);
  const patterns = Array.from({ length: 10 }, () =>
    Uint8Array.from({ length: WIDTH }, () => (random.integer(5) ? 0 : 1 + random.integer(255))),
  );
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(10));
  const bytes = Uint8Array.from({ length: IMAGES * WIDTH }, (_, i) => {
    const pattern = patterns[labels[Math.floor(i / WIDTH)]];
    if (random.integer(20) === 0) return random.integer(256);
    return random.integer(4) ? pattern[i % WIDTH] : 0;
  });
  return { bytes, labels };
}

const { bytes, labels } = synthetic();

interface Run {
  readonly losses: number[];
  readonly parameters: number[];
  readonly accuracy: number;
}

/** Repeats the book's training step (chapter 5) with seeded weights and batches. */
function train(engine: Engine, activation: ActivationName): Run {
  const net = new Network(engine, { input: WIDTH, hidden: [18], output: 10, activation });
  net.initialise(new Philox(32, 0), activation === 'relu' ? 0.01 : 0.1);
  const random = new Philox(33, 0);
  const rows = engine.rows(bytes, WIDTH, 255);
  const losses: number[] = [];
  for (let step = 0; step < ITERATIONS; step++) {
    const { x, t } = batchOf(rows, () => random.integer(IMAGES));
    const { grads } = net.gradient(x, t);
    for (const [name, W] of Object.entries(net.params)) engine.update('sgd', W, [], grads[name], 0.2);
    losses.push(net.loss(x, t));
  }
  const all = { rows, index: Int32Array.from({ length: IMAGES }, (_, n) => n) };
  return {
    losses,
    parameters: Object.values(net.params).flatMap((array) => flat(array)),
    accuracy: net.accuracy(all, ndarray(labels, [IMAGES])),
  };
}

function batchOf(rows: Rows, draw: () => number, size = BATCH): { x: { rows: Rows; index: Int32Array }; t: Labels } {
  const index = Int32Array.from({ length: size }, draw);
  return {
    x: { rows, index },
    t: ndarray(
      Uint8Array.from(index, (n) => labels[n]),
      [size],
    ),
  };
}

describe.each<ActivationName>(['relu', 'sigmoid'])('300 iterations of 784-18-10, %s', (activation) => {
  const reference = train(createReferenceEngine('float64'), activation);
  const double = train(createSimdEngine('float64'), activation);
  const single = train(createSimdEngine('float32'), activation);

  test('the loss falls and most images are recognised', () => {
    expect(reference.losses[0]).toBeGreaterThan(2);
    expect(reference.losses[ITERATIONS - 1]).toBeLessThan(0.3);
    expect(reference.accuracy).toBeGreaterThan(0.95);
  });

  // Measured: 7e-16 and 2e-16.
  test('simd float64 is within 1e-9 of the reference on every loss and parameter', () => {
    expect(largestDifference(double.losses, reference.losses)).toBeLessThan(1e-9);
    expect(largestDifference(double.parameters, reference.parameters)).toBeLessThan(1e-9);
    expect(double.accuracy).toBe(reference.accuracy);
  });

  // Measured: 6e-8 and 6e-7.
  test('simd float32 is within 1e-5 of the reference on every loss and parameter', () => {
    expect(largestDifference(single.losses, reference.losses)).toBeLessThan(1e-5);
    expect(largestDifference(single.parameters, reference.parameters)).toBeLessThan(1e-5);
    expect(single.accuracy).toBe(reference.accuracy);
  });

  test.each<[Precision, Run]>([
    ['float64', double],
    ['float32', single],
  ])('simd %s repeats a run bit for bit', (precision, first) => {
    expect(train(createSimdEngine(precision), activation)).toEqual(first);
  });
});

function top(engine: Engine): number {
  const { byteOffset } = engine.zeros(1).data;
  return byteOffset + 64;
}

describe.each<Precision>(['float64', 'float32'])('memory of the simd engine, %s', (precision) => {
  test('does not grow over 100 steps with batches, plain arrays and errors', () => {
    const engine = createSimdEngine(precision);
    const rows = engine.rows(bytes, WIDTH, 255);
    const net = new Network(engine, { input: WIDTH, hidden: [13, 7], output: 10, activation: 'sigmoid' });
    net.initialise(new Philox(1, 0), 0.1);
    const random = new Philox(34, 0);
    const elsewhere = ndarray(new Float64Array(5 * WIDTH).fill(0.25), [5, WIDTH]) as NdArray;
    const step = () => {
      const { x, t } = batchOf(rows, () => random.integer(IMAGES), 8);
      const { grads } = net.gradient(x, t);
      for (const [name, W] of Object.entries(net.params)) engine.update('sgd', W, [], grads[name], 0.1);
      net.accuracy(x, t);
      net.predict(elsewhere);
      net.gradient(elsewhere, ndarray(labels.subarray(0, 5), [5]));
      expect(() => net.loss({ rows, index: Int32Array.of(-1) }, ndarray(labels.subarray(0, 1), [1]))).toThrow(
        RangeError,
      );
    };
    const all = { rows, index: Int32Array.from({ length: IMAGES }, (_, n) => n) };
    net.accuracy(all, ndarray(labels, [IMAGES]));
    step();
    const before = top(engine);
    for (let i = 0; i < 100; i++) {
      step();
      if (i % 25 === 0) net.accuracy(all, ndarray(labels, [IMAGES]));
    }
    expect(top(engine) - before).toBe(64); // the array allocated by `top`
  });

  test('rows use four bytes per non-zero pixel and eight per image, plus tables and scratch', () => {
    const engine = createSimdEngine(precision);
    const before = top(engine);
    engine.rows(bytes, WIDTH, 255);
    const pixels = bytes.filter((byte) => byte > 0).length;
    const lists = 4 * pixels + 8 * (IMAGES + 1) + 256 * 8;
    expect(top(engine) - before).toBeLessThan(lists + 1000 * WIDTH + 6 * 64);
    expect(pixels).toBeLessThan(bytes.length / 3);
  });

  test('kernels and views see the same memory, also after large allocations', () => {
    const engine = createSimdEngine(precision);
    const [x, y] = [arrayOf(engine, [2, 3], [-1, 2, -3, 4, -5, 6]), engine.zeros(2, 3)];
    const row = x.pick(1, null);
    const small = engine.rows(Uint8Array.of(0, 3, 5, 0), 2, 1);

    const count = 6000;
    const large = engine.rows(new Uint8Array(count * WIDTH).fill(7), WIDTH, 1);
    const added = arrayOf(engine, [2, 3], [1, 1, 1, 1, 1, 1]);

    expect(flat(x)).toEqual([-1, 2, -3, 4, -5, 6]);
    engine.activate('relu', y, x);
    expect(flat(y)).toEqual([0, 2, 0, 4, 0, 6]);
    row.set(1, 50);
    engine.activate('relu', added, x);
    expect(flat(added)).toEqual([0, 2, 0, 4, 50, 6]);
    engine.update('sgd', x, [], added, 1);
    expect([...flat(x), ...flat(row)]).toEqual([-1, 0, -3, 0, 0, 0, 0, 0, 0]);

    const s = engine.zeros(2, 1);
    const ones = arrayOf(engine, [WIDTH, 1], new Array(WIDTH).fill(1));
    engine.affine(s, { rows: large, index: Int32Array.of(0, count - 1) }, ones, engine.zeros(1));
    expect(flat(s)).toEqual([7 * WIDTH, 7 * WIDTH]);
    engine.affine(s, { rows: small, index: Int32Array.of(1, 0) }, arrayOf(engine, [2, 1], [1, 10]), engine.zeros(1));
    expect(flat(s)).toEqual([5, 30]);
  });

  test('reports a failed allocation, and the engine stays usable', () => {
    const engine = createSimdEngine(precision);
    const x = arrayOf(engine, [1, 3], [-1, 2, 3]);
    const before = top(engine);
    expect(() => engine.zeros(2 ** 16, 2 ** 15)).toThrow(
      /^simd engine: \d+ more bytes needed, but the limit is 2147483648 in total$/,
    );
    expect(top(engine) - before).toBe(64);
    engine.activate('relu', x, arrayOf(engine, [1, 3], [4, -5, 6]));
    expect(flat(x)).toEqual([4, 0, 6]);
  });
});

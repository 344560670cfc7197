import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type Labels, type NdArray, offsets } from '../../src/array.js';
import { type Engine, type Input, rowCount } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { IdentityWithLoss } from '../../src/layers/identity-with-loss.js';
import { oneHot } from '../../src/layers/labels.js';
import type { LossLayer } from '../../src/layers/loss-layer.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network, type Parameters } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import type { Random } from '../../src/random/random.js';
import { arrayOf } from '../engine/engines.js';
import { flat } from '../fixtures/arrays.js';

const ENGINES: [name: string, create: () => Engine][] = [
  ['reference', () => createReferenceEngine('float64')],
  ['simd', () => createSimdEngine('float64')],
];

const LOSSES: [name: string, create: (engine: Engine) => LossLayer][] = [
  ['softmax', (engine) => new SoftmaxWithLoss(engine)],
  ['softmax with epsilon 1e-7', (engine) => new SoftmaxWithLoss(engine, 1e-7)],
  ['mean squared error', (engine) => new IdentityWithLoss(engine)],
];

const HIDDEN = [[[]], [[1]], [[5]], [[7, 6]], [[5, 4, 6]]];
const [N, INPUT, OUTPUT] = [6, 9, 4];

interface Case {
  readonly net: Network;
  readonly inputs: readonly Input[];
  readonly t: Labels;
}

/** A small net with weights and biases std · randn, and two batches with zeros: data rows and a dense array. */
function makeCase(create: () => Engine, hidden: number[], activation: ActivationName, loss: Loss, std: number): Case {
  const engine = create();
  const net = new Network(engine, { input: INPUT, hidden, output: OUTPUT, activation }, { lastLayer: loss(engine) });
  const random = new Philox(5, hidden.length);
  for (const array of Object.values(net.params)) fill(array, () => std * random.normal());

  const sparse = (value: () => number) => (random.integer(3) === 0 ? 0 : value());
  const bytes = Uint8Array.from({ length: 8 * INPUT }, () => sparse(() => 1 + random.integer(255)));
  bytes.fill(0, 5 * INPUT, 6 * INPUT); // row 5 is all 0
  bytes.fill(255, 7 * INPUT); // row 7 is all 255
  const dense = engine.zeros(N, INPUT);
  fill(dense, () => sparse(() => random.normal()));
  const targets = engine.zeros(N, OUTPUT);
  fill(targets, () => random.normal());
  return {
    net,
    inputs: [{ rows: engine.rows(bytes, INPUT, 255), index: Int32Array.of(3, 0, 3, 7, 1, 5) }, dense],
    t: net.lastLayer instanceof IdentityWithLoss ? targets : ndarray(Uint8Array.of(0, 3, 1, 1, 2, 0), [N]),
  };
}

type Loss = (engine: Engine) => LossLayer;

function fill(x: NdArray, value: () => number): void {
  for (const place of offsets(x)) x.data[place] = value();
}

function elements(grads: Parameters): number[] {
  return Object.values(grads).flatMap((grad) => flat(grad));
}

function incremental(net: Network, x: Input, t: Labels, h = 1e-4): number[] {
  return elements(numericalNetworkGradient(net, x, t, { h }));
}

function full(net: Network, x: Input, t: Labels, h = 1e-4): number[] {
  return elements(numericalNetworkGradient(net, x, t, { h, algorithm: 'full' }));
}

/** max |a − b| / (absolute + relative |b|); NaN if a or b holds NaN. */
function worstRatio(a: readonly number[], b: readonly number[], absolute: number, relative: number): number {
  expect(a.length).toBe(b.length);
  const ratios = a.map((value, i) => Math.abs(value - b[i]) / (absolute + relative * Math.abs(b[i])));
  return ratios.reduce((worst, ratio) => Math.max(worst, ratio), 0);
}

/** The rounding error of a central difference by full passes: 8 units in the last place of the losses. */
function roundingOfFull(net: Network, x: Input, t: Labels, h: number): number {
  const largest = Math.max(net.loss(x, t), ...flat(net.scores(x)).map(Math.abs));
  return (8 * 2 ** -53 * largest) / h;
}

/** Yields incremental differences of each engine and input, with the full passes of the reference engine to compare. */
function* comparedWithFull(
  hidden: number[],
  activation: ActivationName,
  loss: Loss,
  std: number,
  steps: readonly number[],
) {
  const [reference, simd] = ENGINES.map(([, create]) => makeCase(create, hidden, activation, loss, std));
  for (const [i, x] of reference.inputs.entries()) {
    for (const h of steps) {
      const expected = full(reference.net, x, reference.t, h);
      const rounding = roundingOfFull(reference.net, x, reference.t, h);
      for (const [name, { net, inputs, t }] of Object.entries({ reference, simd })) {
        yield { where: `${name}, h = ${h}`, h, got: incremental(net, inputs[i], t, h), expected, rounding };
      }
    }
  }
}

describe('incremental differences equal full ones', () => {
  describe.each(ACTIVATION_NAMES)('%s', (activation) => {
    describe.each(LOSSES)('%s', (_, loss) => {
      test.each(HIDDEN)('hidden %j', (hidden) => {
        // 0.1 and 1 are too large for the series and shortcuts for small changes
        for (const { where, h, got, expected } of comparedWithFull(hidden, activation, loss, 0.7, [1e-4, 0.1, 1])) {
          const [absolute, relative] = h < 0.1 ? [1e-10, 0] : [1e-13, 1e-10];
          expect(worstRatio(got, expected, absolute, relative), where).toBeLessThan(1);
          if (h < 0.1) expect(Math.hypot(...expected)).toBeGreaterThan(0.01);
        }
      });
    });
  });
});

describe('step sizes and weights of any size', () => {
  describe.each(ACTIVATION_NAMES)('large weights, 10 randn, %s', (activation) => {
    describe.each(LOSSES)('%s', (_, loss) => {
      test.each(HIDDEN)('hidden %j', (hidden) => {
        for (const { where, got, expected, rounding } of comparedWithFull(
          hidden,
          activation,
          loss,
          10,
          [1e-4, 0.1, 1],
        )) {
          expect(worstRatio(got, expected, 1e-10 + rounding, 1e-10), where).toBeLessThan(1);
        }
      });
    });
  });

  test.each([0.5, 2, 10, 38, 60, 800])('h = %d moves sigmoids and scores across their whole range', (step) => {
    for (const [, loss] of LOSSES) {
      for (const [hidden] of HIDDEN) {
        for (const { where, got, expected, rounding } of comparedWithFull(hidden, 'sigmoid', loss, 1, [step])) {
          expect(worstRatio(got, expected, 1e-13 + rounding, 1e-10), `hidden ${hidden}, ${where}`).toBeLessThan(1);
        }
      }
    }
  });
});

describe.each(ENGINES)('%s engine', (_, create) => {
  test.each([-800, -40, -36, 36, 40, 800])('is correct for sigmoids saturated at a = %d', (a) => {
    for (const [, loss] of LOSSES) {
      const { net, inputs, t } = makeCase(create, [7, 6], 'sigmoid', loss, 0.5);
      fill(net.params.b1, () => a);
      for (const x of inputs) {
        expect(worstRatio(incremental(net, x, t), full(net, x, t), 1e-10, 0)).toBeLessThan(1);
      }
    }
  });

  test('is correct for ReLU units at the kink, and within h of it', () => {
    for (const [, loss] of LOSSES) {
      for (const offset of [0, 5e-5, -5e-5, 1e-4, -1e-4]) {
        const { net, inputs, t } = makeCase(create, [5, 4], 'relu', loss, 0.7);
        fill(net.params.W1, () => 0);
        fill(net.params.b1, () => offset);
        fill(net.params.b2, () => offset);
        for (const x of inputs) {
          expect(worstRatio(incremental(net, x, t), full(net, x, t), 1e-10, 0)).toBeLessThan(1);
        }
      }
    }
  });

  test('at the kink, the difference is half the slope of the active side', () => {
    const engine = create();
    const net = new Network(
      engine,
      { input: 1, hidden: [1], output: 1, activation: 'relu' },
      { lastLayer: new IdentityWithLoss(engine) },
    );
    net.params.W2.set(0, 0, 3);
    const [x, t] = [arrayOf(engine, [1, 1], [2]), arrayOf(engine, [1, 1], [-5])];
    const { W1, b1 } = numericalNetworkGradient(net, x, t, { h: 2 ** -10 });
    // L(d) = (3 max(d, 0) + 5)² / 2 with d = ±h or ±2h
    expect(b1.get(0)).toBeCloseTo((15 + 4.5 * 2 ** -10) / 2, 12);
    expect(W1.get(0, 0)).toBeCloseTo((30 + 18 * 2 ** -10) / 2, 12);
  });

  test('accepts one-hot labels, and a dense input with strides', () => {
    const { net, inputs, t } = makeCase(create, [5], 'relu', LOSSES[0][1], 0.7);
    const expected = incremental(net, inputs[1], t);
    expect(incremental(net, inputs[1], oneHot(t, OUTPUT))).toEqual(expected);
    const strided = ndarray(new Float64Array(2 * N * INPUT), [INPUT, 2 * N])
      .transpose(1, 0)
      .step(2, -1) as NdArray;
    const source = flat(inputs[1] as NdArray);
    fill(strided, () => source.shift() ?? Number.NaN);
    expect(incremental(net, strided, t)).toEqual(expected);
  });

  test('a small batch gives the same bits before and after a larger one', () => {
    const { net, inputs, t } = makeCase(create, [7, 6], 'sigmoid', LOSSES[0][1], 0.7);
    const { rows } = inputs[0] as { rows: ReturnType<Engine['rows']> };
    const small = { rows, index: Int32Array.of(7, 2) };
    const smallLabels = ndarray(Uint8Array.of(3, 0), [2]);
    const first = incremental(net, small, smallLabels);
    incremental(net, inputs[0], t);
    expect(incremental(net, small, smallLabels)).toEqual(first);
    expect(rowCount(small)).toBe(2);
  });

  test('changes no parameter, input or label', () => {
    for (const [, loss] of LOSSES) {
      const { net, inputs, t } = makeCase(create, [5, 4, 6], 'relu', loss, 0.7);
      const before = [elements(net.params), flat(inputs[1] as NdArray), flat(t)];
      for (const x of inputs) numericalNetworkGradient(net, x, t);
      expect([elements(net.params), flat(inputs[1] as NdArray), flat(t)]).toEqual(before);
    }
  });

  test('gradient and numericalGradient write to different memory', () => {
    const { net, inputs, t } = makeCase(create, [5], 'sigmoid', LOSSES[0][1], 0.7);
    const gradient = net.gradient(inputs[0], t).grads;
    const exact = elements(gradient);
    const numerical = numericalNetworkGradient(net, inputs[0], t);
    const differences = elements(numerical);
    expect(elements(gradient)).toEqual(exact);
    expect(differences).not.toEqual(exact);
    net.gradient(inputs[1], t);
    expect(elements(numerical)).toEqual(differences);
    for (const { data: a } of Object.values(gradient)) {
      for (const { data: b } of [...Object.values(numerical), ...Object.values(net.params)]) {
        const apart = a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset;
        expect(a.buffer !== b.buffer || apart).toBe(true);
      }
    }
  });
});

describe('both engines', () => {
  test.each(HIDDEN)('give the same incremental differences, hidden %j', (hidden) => {
    for (const activation of ACTIVATION_NAMES) {
      for (const [, loss] of LOSSES) {
        const [a, b] = ENGINES.map(([, create]) => makeCase(create, hidden, activation, loss, 0.7));
        for (const i of [0, 1]) {
          const [left, right] = [a, b].map(({ net, inputs, t }) => incremental(net, inputs[i], t));
          expect(worstRatio(left, right, 2e-12, 0)).toBeLessThan(1);
        }
      }
    }
  });
});

describe('the book’s net, 784-50-10, simd engine', () => {
  const engine = createSimdEngine('float64');
  const [count, batch] = [40, 4];

  function bookNet(activation: ActivationName, random: Random) {
    const net = new Network(engine, { input: 784, hidden: [50], output: 10, activation });
    net.initialise(random, 0.01);
    const bytes = Uint8Array.from({ length: count * 784 }, () => (random.integer(5) ? 0 : 1 + random.integer(255)));
    const index = Int32Array.from({ length: batch }, () => random.integer(count));
    const t = ndarray(
      Uint8Array.from({ length: batch }, () => random.integer(10)),
      [batch],
    );
    return { net, x: { rows: engine.rows(bytes, 784, 255), index }, t };
  }

  /** Central differences by full passes for one parameter in `every`, NaN for the others. */
  function someFull(net: Network, x: Input, t: Labels, h = 1e-4): number[] {
    let n = 0;
    return Object.values(net.params).flatMap((W) =>
      Array.from(offsets(W), (place) => {
        if (n++ % every > 0) return Number.NaN;
        const value = W.data[place];
        const [above, below] = [h, -h].map((change) => {
          W.data[place] = value + change;
          return net.loss(x, t);
        });
        W.data[place] = value;
        return (above - below) / (2 * h);
      }),
    );
  }

  // Full passes are slow. One parameter in 7 still covers every pixel and every unit of W1. The small nets above compare all
  // parameters, and test/golden/book-runs.test.ts compares with NumPy's norms and sums.
  const every = 7;
  test.each(['relu', 'sigmoid'] as const)(
    '39,760 parameters, %s: one in 7 is within 1e-10 of full passes',
    (activation) => {
      const { net, x, t } = bookNet(activation, new Philox(17, 0)); // four images, since full passes are slow
      for (let step = 0; step < 20; step++) {
        net.gradient(x, t);
        for (const [name, W] of Object.entries(net.params)) engine.update('sgd', W, [], net.grads[name], 0.1);
      }
      const differences = incremental(net, x, t);
      expect(differences).toHaveLength(39_760);
      const compared = (list: readonly number[]) => list.filter((_, n) => n % every === 0);
      const expected = compared(someFull(net, x, t));
      expect(expected).toHaveLength(Math.ceil(39_760 / every));
      expect(worstRatio(compared(differences), expected, 1e-10, 0)).toBeLessThan(1); // measured: 6e-12
    },
  );
});

test('the simd engine rejects a float32 net', () => {
  const engine = createSimdEngine('float32');
  const net = new Network(engine, { input: 2, hidden: [2], output: 2, activation: 'relu' });
  const t = ndarray(Uint8Array.of(1), [1]);
  expect(() => numericalNetworkGradient(net, arrayOf(engine, [1, 2], [1, 2]), t)).toThrow(
    'simd engine: central differences need float64',
  );
});

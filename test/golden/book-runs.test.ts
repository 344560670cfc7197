import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NdArray } from '../../src/array.js';
import { BatchSampler } from '../../src/dataset/batches.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { loadDataset } from '../../src/dataset/load.js';
import type { Engine } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { numericalGradient } from '../../src/gradient/numerical.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import { Philox } from '../../src/random/philox.js';
import { Sgd } from '../../src/training/optimizers/book-optimizers.js';
import { type LoadedSplit, loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { REAL_MNIST, withoutRealMnist } from '../fixtures/real-mnist.js';

const GOLDEN = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));

function withoutGolden(): boolean {
  const missing = !existsSync(`${GOLDEN}book-relu-seed0.json`);
  if (missing) console.warn(`SKIPPED: ${GOLDEN} is missing, so no run is compared with the book's in NumPy`);
  return missing || withoutRealMnist();
}

/** A run of the book's program in NumPy float64: 784-50-10, np.random.seed(0), rate 0.1, batches of 100. */
interface BookRun {
  activation: ActivationName;
  init: Record<'W1_first' | 'W1_last' | 'W2_first' | 'W2_last', number[]>;
  first_batches: number[][];
  first_gradient: { W1_norm: number; W1_sum: number; b1: number[]; W2_norm: number; W2_sum: number; b2: number[] };
  loss_first_300: number[];
  final_norms: Record<string, number>;
}

function bookRun(name: string): BookRun {
  return JSON.parse(readFileSync(`${GOLDEN}${name}.json`, 'utf8'));
}

function bookNet(engine: Engine, activation: ActivationName, random: NumpyRandom): Network {
  const architecture = { input: 784, hidden: [50], output: 10, activation };
  const network = new Network(engine, architecture, { lastLayer: new SoftmaxWithLoss(engine, 1e-7) });
  network.initialise(random, 0.01);
  return network;
}

const norm = (x: NdArray) => Math.hypot(...flat(x));
const sum = (x: NdArray) => flat(x).reduce((total, v) => total + v, 0);

/** The largest |a / b − 1| of two lists. */
function relativeDifference(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return actual.reduce((worst, value, i) => Math.max(worst, Math.abs(value / expected[i] - 1)), 0);
}

describe('np.random.seed(0), without data', () => {
  test('gives the book’s net the weights of golden/*.json', () => {
    const { W1, b1, W2, b2 } = bookNet(createReferenceEngine(), 'relu', new NumpyRandom(0)).params;
    expect(flat(W1).slice(0, 4)).toEqual([
      0.017640523459676642, 0.004001572083672233, 0.009787379841057393, 0.022408931992014578,
    ]);
    expect(flat(W1).slice(-2)).toEqual([0.020136794882092773, 0.005614098061418553]);
    expect(flat(W2).slice(0, 2)).toEqual([-0.015266704709224746, 0.001959593573832102]);
    expect(flat(W2).slice(-2)).toEqual([0.013769298024466017, 0.01851193678572857]);
    expect(new Set([...flat(b1), ...flat(b2)])).toEqual(new Set([0]));
  });

  test('then draws the batches of golden/*.json', () => {
    const random = new NumpyRandom(0);
    bookNet(createReferenceEngine(), 'relu', random);
    const batches = new BatchSampler(60_000, 100, 'replacement', random);
    expect([...batches.next()].slice(0, 8)).toEqual([39900, 54078, 52289, 14774, 17976, 1681, 7717, 6530]);
  });
});

describe.skipIf(withoutGolden())('the book’s runs in NumPy', () => {
  let dataset: Dataset;
  beforeAll(async () => {
    dataset = await loadDataset({ dataset: 'mnist', dataDir: REAL_MNIST, offline: true });
  });

  const loaded = new Map<typeof createSimdEngine, { engine: Engine; split: LoadedSplit }>();

  /** An engine in float64 with the training data, made once. */
  function withData(createEngine: typeof createSimdEngine) {
    let made = loaded.get(createEngine);
    if (!made) {
      const engine = createEngine('float64');
      const test = { ...dataset.test, images: new Uint8Array(784), count: 1 };
      loaded.set(createEngine, (made = { engine, split: loadInto(engine, { ...dataset, test }).train }));
    }
    return made;
  }

  /** The net at its start, and its training data. */
  function start(createEngine: typeof createSimdEngine, { activation }: BookRun) {
    const { engine, split } = withData(createEngine);
    const random = new NumpyRandom(0);
    const network = bookNet(engine, activation, random);
    const batches = new BatchSampler(split.count, 100, 'replacement', random);
    return { network, split, batches };
  }

  const next = (split: LoadedSplit, batches: BatchSampler) => takeBatch(split, batches.next());

  describe.each([
    ['reference', 'book-relu-seed0', createReferenceEngine, 50],
    ['reference', 'book-sigmoid-seed0', createReferenceEngine, 50],
    ['simd', 'book-relu-seed0', createSimdEngine, 300],
    ['simd', 'book-sigmoid-seed0', createSimdEngine, 300],
  ] as const)('%s engine in float64, %s', (_, name, createEngine, steps) => {
    let run: BookRun;
    beforeAll(() => {
      run = bookRun(name);
    });

    test('the first weights, batches and gradient', () => {
      const { network, split, batches } = start(createEngine, run);
      const { W1, W2 } = network.params;
      expect(flat(W1).slice(0, 8)).toEqual(run.init.W1_first);
      expect(flat(W1).slice(-4)).toEqual(run.init.W1_last);
      expect(flat(W2).slice(0, 8)).toEqual(run.init.W2_first);
      expect(flat(W2).slice(-4)).toEqual(run.init.W2_last);

      const { x, t } = next(split, batches);
      expect(Array.from(x.index)).toEqual(run.first_batches[0]);
      const { grads } = network.gradient(x, t);
      const { first_gradient: expected } = run;
      expect(relativeDifference([norm(grads.W1), norm(grads.W2)], [expected.W1_norm, expected.W2_norm])).toBeLessThan(
        1e-13,
      );
      expect(sum(grads.W1)).toBeCloseTo(expected.W1_sum, 13);
      expect(sum(grads.W2)).toBeCloseTo(expected.W2_sum, 13);
      expect(largestDifference(grads.b1, expected.b1)).toBeLessThan(1e-16);
      expect(largestDifference(grads.b2, expected.b2)).toBeLessThan(1e-16);
      for (const batch of run.first_batches.slice(1)) expect(Array.from(batches.next())).toEqual(batch);
    });

    test(`the first ${steps} losses`, () => {
      const { network, split, batches } = start(createEngine, run);
      const sgd = new Sgd(network.engine);
      const losses = Array.from({ length: steps }, () => {
        const { x, t } = next(split, batches);
        sgd.update(network.params, network.gradient(x, t).grads, 0.1);
        return network.loss(x, t);
      });
      expect(relativeDifference(losses, run.loss_first_300.slice(0, steps))).toBeLessThan(1e-12);
    });
  });

  describe('by numerical gradients with h = 1e-4, simd engine', () => {
    let run: BookRun;
    beforeAll(() => {
      run = bookRun('book-sigmoid-numerical-seed0');
    });

    test('the first gradient: b1 and b2 element by element, W1 and W2 by norm and sum', () => {
      const { network, split, batches } = start(createSimdEngine, run);
      const { x, t } = next(split, batches);
      const grads = numericalNetworkGradient(network, x, t);
      const { first_gradient: expected } = run;
      expect(largestDifference(grads.b1, expected.b1)).toBeLessThan(2e-11);
      expect(largestDifference(grads.b2, expected.b2)).toBeLessThan(2e-11);
      expect(relativeDifference([norm(grads.W1), norm(grads.W2)], [expected.W1_norm, expected.W2_norm])).toBeLessThan(
        1e-9,
      );
      expect(Math.abs(sum(grads.W1) - expected.W1_sum)).toBeLessThan(1e-8);
      expect(Math.abs(sum(grads.W2) - expected.W2_sum)).toBeLessThan(1e-8);
    });

    test('sixteen elements of each parameter by full passes, as in NumPy', () => {
      const { network, split, batches } = start(createSimdEngine, run);
      const { x, t } = next(split, batches);
      const grads = numericalNetworkGradient(network, x, t);
      const random = new Philox(1, 0);
      for (const [name, parameter] of Object.entries(network.params)) {
        for (let i = 0; i < 16; i++) {
          // in the middle rows of W1, where the images have ink
          const at = parameter.shape.map((length) =>
            length === 784 ? 200 + random.integer(400) : random.integer(length),
          );
          const element = ndarray(parameter.data, [1], [1], parameter.index(...at)) as NdArray;
          const numerical = numericalGradient(() => network.loss(x, t), element).get(0);
          expect(Math.abs(numerical - grads[name].get(...at))).toBeLessThan(2e-11);
        }
      }
    });

    test('three updates give NumPy’s losses and norms', () => {
      const { network, split, batches } = start(createSimdEngine, run);
      const sgd = new Sgd(network.engine);
      const losses = run.loss_first_300.map(() => {
        const { x, t } = next(split, batches);
        sgd.update(network.params, numericalNetworkGradient(network, x, t), 0.1);
        return network.loss(x, t);
      });
      expect(losses).toHaveLength(3);
      expect(relativeDifference(losses, run.loss_first_300)).toBeLessThan(1e-11);
      const norms = Object.keys(run.final_norms).map((name) => norm(network.params[name]));
      expect(norms).toHaveLength(4);
      expect(relativeDifference(norms, Object.values(run.final_norms))).toBeLessThan(1e-7);
    });
  });
});

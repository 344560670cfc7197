import { describe, expect, test } from 'vitest';
import type { NdArray } from '../../src/array.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { numericalNetworkGradient } from '../../src/gradient/network-gradient.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import type { TrainingRecord } from '../../src/training/records.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';
import { flat, largestDifference, type Nested } from '../fixtures/arrays.js';
import { readJson } from '../fixtures/json.js';

/** See tiny-runs.py. */
interface TinyRun {
  activation: ActivationName;
  gradient: 'gradient' | 'numerical_gradient';
  losses: number[];
  accuracies: number[];
  firstGradient: Record<string, Nested>;
  final: Record<string, Nested>;
}

const RUNS = readJson<TinyRun[]>(import.meta.url, 'tiny-runs.json');

const [COUNT, PIXELS, HIDDEN, CLASSES, BATCH] = [40, 16, 7, 5, 8];

/** The same images as `images()` in tiny-runs.py. */
function images(): Dataset {
  const bytes = Uint8Array.from({ length: COUNT * PIXELS }, (_, place) => {
    const [n, i] = [Math.floor(place / PIXELS), place % PIXELS];
    const value = (n * 73 + i * 151 + n * i * 29) % 512;
    return value < 256 ? value : 0;
  });
  const split = {
    images: bytes,
    labels: Uint8Array.from({ length: COUNT }, (_, n) => (n * 3) % CLASSES),
    count: COUNT,
  };
  return { name: 'tiny', rows: 4, columns: 4, classes: CLASSES, train: split, test: split, hashes: {} };
}

function flatten(nested: Nested): number[] {
  return [nested].flat(Number.POSITIVE_INFINITY as 1) as number[];
}

describe.each([
  ['reference', createReferenceEngine],
  ['simd', createSimdEngine],
])('%s engine in float64', (_, createEngine) => {
  describe.each(RUNS)('NumPy’s run of $activation by $gradient', (run) => {
    const gradient = run.gradient === 'gradient' ? 'backprop' : 'numerical';

    function start() {
      const engine = createEngine('float64');
      const architecture = { input: PIXELS, hidden: [HIDDEN], output: CLASSES, activation: run.activation };
      const network = new Network(engine, architecture, { lastLayer: new SoftmaxWithLoss(engine, 1e-7) });
      const random = new NumpyRandom(0);
      network.initialise(random, 0.3);
      const options = {
        gradient,
        numerical: {},
        sampling: 'replacement',
        batchSize: BATCH,
        learningRate: 0.5,
        iterations: run.losses.length,
        evaluateEvery: COUNT / BATCH,
      } as const;
      return { network, records: train(network, loadInto(engine, images()), options, random) };
    }

    test('gives the same losses, accuracies and last parameters', async () => {
      const { network, records } = start();
      const losses: number[] = [];
      const accuracies: number[] = [];
      for await (const record of records as AsyncIterable<TrainingRecord>) {
        if (record.kind === 'loss') losses.push(record.loss);
        if (record.kind === 'accuracy' && (record.iteration - 1) % 5 === 0) accuracies.push(record.trainAccuracy);
      }
      // central differences divide rounding errors by 2e-4
      const tolerance = gradient === 'backprop' ? 1e-12 : 1e-8;
      expect(largestDifference(losses, run.losses)).toBeLessThan(tolerance);
      expect(accuracies).toEqual(run.accuracies);
      for (const [name, parameter] of Object.entries(network.params)) {
        expect(largestDifference(parameter, flatten(run.final[name]))).toBeLessThan(tolerance);
      }
    });

    test('gives the same first gradient', () => {
      const engine = createEngine('float64');
      const network = new Network(
        engine,
        { input: PIXELS, hidden: [HIDDEN], output: CLASSES, activation: run.activation },
        { lastLayer: new SoftmaxWithLoss(engine, 1e-7) },
      );
      const random = new NumpyRandom(0);
      network.initialise(random, 0.3);
      const { rows, labels } = loadInto(engine, images()).train;
      const index = Int32Array.from({ length: BATCH }, () => random.integer(COUNT));
      const t = engine.zeros(BATCH);
      for (const [n, row] of index.entries()) t.set(n, labels[row]);
      const grads: Readonly<Record<string, NdArray>> =
        gradient === 'backprop'
          ? network.gradient({ rows, index }, t).grads
          : numericalNetworkGradient(network, { rows, index }, t);
      for (const [name, expected] of Object.entries(run.firstGradient)) {
        expect(largestDifference(grads[name], flatten(expected))).toBeLessThan(gradient === 'backprop' ? 1e-15 : 1e-11);
        expect(Math.hypot(...flat(grads[name]))).toBeGreaterThan(1e-3);
      }
    });
  });
});

test('the four runs differ', () => {
  expect(new Set(RUNS.map(({ losses }) => losses[9].toFixed(9))).size).toBe(4);
});

import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import { createOptimizer } from '../../src/training/optimizers/optimizer.js';
import type { OptimizerSettings } from '../../src/training/optimizers/optimizers.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';
import { largestDifference, type Nested } from '../fixtures/arrays.js';
import { readJson } from '../fixtures/json.js';

/** See optimizer-runs.py. */
interface OptimizerRuns {
  valley: { optimizer: OptimizerSettings['name']; rate: number; path: [x: number, y: number][] }[];
  nets: {
    optimizer: OptimizerSettings['name'];
    rate: number;
    init: 'he' | 'xavier';
    losses: number[];
    final: Record<string, Nested>;
  }[];
}

const RUNS = readJson<OptimizerRuns>(import.meta.url, 'optimizer-runs.json');

const [COUNT, PIXELS, CLASSES, BATCH, DECAY] = [40, 16, 5, 8, 0.02];

/** The same images as `images()` in optimizer-runs.py. */
function images(): Dataset {
  const bytes = Uint8Array.from({ length: COUNT * PIXELS }, (_, place) => {
    const [n, i] = [Math.floor(place / PIXELS), place % PIXELS];
    const value = (n * 73 + i * 151 + n * i * 29) % 512;
    return value < 256 ? value : 0;
  });
  const labels = Uint8Array.from({ length: COUNT }, (_, n) => (n * 3) % CLASSES);
  const split = { images: bytes, labels, count: COUNT };
  return { name: 'tiny', rows: 4, columns: 4, classes: CLASSES, train: split, test: split, hashes: {} };
}

describe.each([
  ['reference', createReferenceEngine],
  ['simd', createSimdEngine],
])('%s engine in float64', (_, createEngine) => {
  test.each(RUNS.valley)('$optimizer takes the same 30 steps as NumPy on the book’s x²/20 + y²', (run) => {
    const engine = createEngine('float64');
    const params = { x: engine.zeros(1), y: engine.zeros(1) };
    const grads = { x: engine.zeros(1), y: engine.zeros(1) };
    params.x.set(0, -7);
    params.y.set(0, 2);
    const optimizer = createOptimizer(engine, params, resolveConfig({ optimizer: run.optimizer }).optimizer);
    for (const point of run.path) {
      grads.x.set(0, params.x.get(0) / 10);
      grads.y.set(0, 2 * params.y.get(0));
      optimizer.update(params, grads, run.rate);
      expect(largestDifference([params.x.get(0), params.y.get(0)], point)).toBeLessThan(1e-13);
    }
  });

  test.each(RUNS.nets)('$optimizer with weight decay and $init weights has the same losses as NumPy', async (run) => {
    const engine = createEngine('float64');
    const architecture = { input: PIXELS, hidden: [7, 6], output: CLASSES, activation: 'relu' } as const;
    const network = new Network(engine, architecture, {
      lastLayer: new SoftmaxWithLoss(engine, 1e-7),
      weightDecay: DECAY,
    });
    const random = new NumpyRandom(0);
    network.initialise(random, run.init);
    const options = {
      gradient: 'backprop',
      numerical: {},
      sampling: 'replacement',
      batchSize: BATCH,
      learningRate: run.rate,
      optimizer: resolveConfig({ optimizer: run.optimizer }).optimizer,
      iterations: run.losses.length,
      evaluateEvery: 1000,
    } as const;
    const losses: number[] = [];
    for await (const record of train(network, loadInto(engine, images()), options, random)) {
      if (record.kind === 'loss') losses.push(record.loss);
    }
    expect(largestDifference(losses, run.losses)).toBeLessThan(1e-12);
    for (const [name, parameter] of Object.entries(network.params)) {
      const final = [run.final[name]].flat(Number.POSITIVE_INFINITY as 1) as number[];
      expect(largestDifference(parameter, final)).toBeLessThan(1e-12);
    }
  });
});

import { fileURLToPath } from 'node:url';
import { loadConfig } from '../config/load.js';
import { BatchSampler } from '../dataset/batches.js';
import type { Dataset } from '../dataset/dataset.js';
import { createEngine } from '../engine/create-engine.js';
import { createRunRandom } from '../random/run-random.js';
import { createNetwork } from '../run/create-network.js';
import { initialise } from '../run/initialise.js';
import { DistortedBatches } from '../training/distorted-batches.js';
import { createOptimizer } from '../training/optimizers/optimizer.js';
import { loadInto } from '../training/training-data.js';
import { secondsSince } from './measure.js';

const CONFIG = fileURLToPath(new URL('../../configs/record.yaml', import.meta.url));

/** Updates before timing; worker threads have started by then. */
const WARM_UP = 100;

/** Seconds of `batches` updates with the recipe of `configs/record.yaml`: distortion, gradient with loss, update. */
export async function recordSeconds(dataset: Dataset, batches: number, threads: number): Promise<number> {
  const config = await loadConfig(CONFIG);
  const network = createNetwork(config, dataset, createEngine(config.engine, config.precision, threads));
  const random = createRunRandom(config.init.rng, config.seed);
  await initialise(network, config, random.init);
  const { train } = loadInto(network.engine, dataset, { keepImages: true, view: config.input?.view });
  const { batchSize, sampling, augment, seed, learningRate } = config;
  if (!augment) throw new Error(`${CONFIG}: no augment`);
  const source = new DistortedBatches(
    network.engine,
    train,
    new BatchSampler(train.count, batchSize, sampling, random.batches),
    { ...augment, seed },
    { done: 0, perEpoch: Math.ceil(train.count / batchSize), batchSize },
  );
  const optimizer = createOptimizer(network.engine, network.params, config.optimizer);
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      const { x, t } = source.next();
      const { grads } = network.gradient(x, t);
      optimizer.update(network.params, grads, learningRate);
    }
  };
  run(WARM_UP);
  const start = performance.now();
  run(batches);
  return secondsSince(start);
}

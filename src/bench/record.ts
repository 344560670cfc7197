import { fileURLToPath } from 'node:url';
import { loadConfig } from '../config/load.js';
import type { Dataset } from '../dataset/dataset.js';
import { createEngine } from '../engine/create-engine.js';
import { createRunRandom } from '../random/run-random.js';
import { createNetwork } from '../run/create-network.js';
import { initialise } from '../run/initialise.js';
import { trainingOptions, updatesPerEpoch } from '../run/training-options.js';
import { Training } from '../training/training.js';
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
  const data = loadInto(network.engine, dataset, { keepImages: true, view: config.input?.view });
  const options = trainingOptions(config, updatesPerEpoch(config, data.train.count));
  const training = new Training(network, data, options, random.batches);
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      const batch = training.draw();
      training.update(batch, network.gradient(batch.x, batch.t).loss);
    }
  };
  run(WARM_UP);
  const start = performance.now();
  run(batches);
  return secondsSince(start);
}

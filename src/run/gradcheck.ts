import type { Labels } from '../array.js';
import type { Config } from '../config/schema.js';
import { BatchSampler } from '../dataset/batches.js';
import type { Dataset } from '../dataset/dataset.js';
import { loadDataset } from '../dataset/load.js';
import { createEngine } from '../engine/create-engine.js';
import type { Batch } from '../engine/engine.js';
import { chooseElements, type Elements, gradientDistance } from '../gradient/check.js';
import { checkBatchSteps, isRight } from '../gradient/check-batch.js';
import { sweepSteps } from '../gradient/step-sweep.js';
import { copyParameters, type Network, type Parameters } from '../network/network.js';
import { Philox } from '../random/philox.js';
import { createRunRandom } from '../random/run-random.js';
import { STREAMS } from '../random/streams.js';
import { createBreather } from '../training/breathe.js';
import { createOptimizer } from '../training/optimizers/optimizer.js';
import { loadInto, takeBatch } from '../training/training-data.js';
import { configView } from './config-view.js';
import { createNetwork } from './create-network.js';
import { initialise } from './initialise.js';
import { loadOptions } from './load-data.js';
import type { Watch } from './observer.js';
import { createTeachers } from './teachers.js';

export interface GradcheckOptions {
  /** The number of parameters to check in each tensor. */
  readonly samples: number;
  /** Training steps before the second check. */
  readonly steps: number;
  readonly h: number;
}

export type GradcheckReport = Awaited<ReturnType<typeof gradcheck>>;

/** Number of elements of each tensor in the sweep over h. */
const SWEEP_SAMPLES = 20;

/** Checks back-propagation at the start and after some training, and measures the influence of h and of float32. */
export async function gradcheck(config: Config, { samples, steps, h }: GradcheckOptions, watch: Watch) {
  const dataset = await loadDataset(loadOptions(config, watch));
  const random = createRunRandom(config.init.rng, config.seed);
  const { network, train, take } = await createChecked(config, dataset, 'float64');
  await initialise(network, config, random.init);
  const batchSize = Math.min(config.batchSize, train.count);
  const batches = new BatchSampler(train.count, batchSize, config.sampling, random.batches);
  const elementRandom = new Philox(config.seed, STREAMS.checkedElements);
  const elements = chooseElements(network, samples, elementRandom);
  const show = <T>(work: Generator<number, T>, chosen: Elements) => {
    const total = Object.values(chosen).reduce((sum, { length }) => sum + length, 0);
    return runToEnd(work, 'gradcheck', total, watch);
  };
  const checkAt = (index: Int32Array) => {
    const { x, t } = take(index);
    return show(checkBatchSteps(network, x, t, elements, h), elements);
  };

  const atStart = await checkAt(batches.next());
  await runToEnd(trainSteps(network, take, batches, config, steps), 'train', steps, watch);
  const index = batches.next().slice();
  const afterSteps = await checkAt(index);

  const single = await createChecked(config, dataset, 'float32');
  copyParameters(single.network, network.params);
  const few = chooseElements(network, Math.min(samples, SWEEP_SAMPLES), elementRandom);
  const batch = { net: network, ...take(index) };
  const batch32 = { net: single.network, ...single.take(index) };
  const sweep = await show(sweepSteps(batch, batch32, few, h), few);
  const gradientOf = ({ net, x, t }: typeof batch): Parameters => net.gradient(x, t).grads;
  const { input, hidden, output, activation } = network.architecture;
  return {
    net: `${[input, ...hidden, output].join('-')}${hidden.length > 0 ? ` ${activation}` : ''}`,
    dataset: dataset.name,
    images: batchSize,
    h,
    steps,
    atStart,
    afterSteps,
    sweep,
    /** ‖g32 − g64‖ / (‖g32‖ + ‖g64‖) for back-propagation in both precisions. */
    float32Distance: gradientDistance(gradientOf(batch), gradientOf(batch32)),
    passed: [atStart, afterSteps].every(isRight),
  };
}

/** The net of a config in training mode, with a fixed set of dropped units, its training images, and their batches. */
async function createChecked(config: Config, dataset: Dataset, precision: 'float32' | 'float64') {
  const network = createNetwork(config, dataset, createEngine(config.engine, precision));
  network.dropUnits(0);
  const { train } = loadInto(network.engine, dataset, { view: configView(config, dataset.columns) });
  const teachers = await createTeachers(config, dataset, network.engine);
  const take = (index: Int32Array) => {
    const batch = takeBatch(train, index);
    if (teachers) network.lastLayer.teach?.(teachers.probabilities(batch.x, index, 1));
    return batch;
  };
  return { network, train, take };
}

function* trainSteps(
  network: Network,
  take: (index: Int32Array) => { x: Batch; t: Labels },
  batches: BatchSampler,
  config: Config,
  steps: number,
): Generator<number, void> {
  const optimizer = createOptimizer(network.engine, network.params, config.optimizer);
  for (let step = 0; step < steps; step++) {
    const { x, t } = take(batches.next());
    optimizer.update(network.params, network.gradient(x, t).grads, config.learningRate);
    yield step + 1;
  }
}

/** Runs work to its end and reports its progress. Throws the reason of the signal. */
async function runToEnd<T>(
  work: Generator<number, T>,
  task: string,
  total: number,
  { observer, signal }: Watch,
): Promise<T> {
  const breathe = createBreather();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    observer.working(task, step.value, total);
    await breathe();
    signal?.throwIfAborted();
  }
}

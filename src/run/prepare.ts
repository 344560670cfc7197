import type { Config } from '../config/schema.js';
import { knownShape } from '../dataset/catalogue.js';
import { holdOut } from '../dataset/hold-out.js';
import { loadDataset } from '../dataset/load.js';
import type { Engine } from '../engine/engine.js';
import type { Network } from '../network/network.js';
import { quantity } from '../quantity.js';
import { createRunRandom } from '../random/run-random.js';
import { loadInto } from '../training/training-data.js';
import { checkpointRule } from './checkpoint-rule.js';
import { configView } from './config-view.js';
import { createNetwork } from './create-network.js';
import { initialise } from './initialise.js';
import { loadOptions } from './load-data.js';
import type { Watch } from './observer.js';
import { runSettings } from './settings.js';
import { createTeachers } from './teachers.js';
import { trainingOptions, updatesPerEpoch } from './training-options.js';

/** A net, its data in the memory of its engine, and everything else that training needs. */
export type Prepared = Awaited<ReturnType<typeof prepare>>;

/**
 * Loads the data of a config, and creates and initialises its net. Throws CONFIG_RANGE, CONFIG_MEMORY, and the errors of
 * `loadDataset` and `initialise`.
 */
export async function prepare(config: Config, engine: Engine, watch: Watch, isResumed = false) {
  const random = createRunRandom(config.init.rng, config.seed);
  // A resumed run takes its parameters from the checkpoint, so the model of init.from may be missing.
  const initialised = async (network: Network) => {
    await initialise(network, config, random.init).catch((error) => {
      if (!isResumed) throw error;
    });
    return network;
  };
  // Random weights of a net whose size is known are drawn while files are unpacked on other threads.
  const shape = config.init.from === undefined ? knownShape(config.dataset) : undefined;
  const early = shape && createNetwork(config, shape, engine);
  const [{ train, test, ...about }] = await Promise.all([
    loadDataset(loadOptions(config, watch)),
    early && initialised(early),
  ]);
  const [startedAt, since] = [new Date(), performance.now()];
  const { validation = 0 } = config.data;
  const view = configView(config, about.columns);
  const perEpoch = updatesPerEpoch(config, train.count);
  const network = early ?? (await initialised(createNetwork(config, about, engine)));
  const options = trainingOptions(config, perEpoch);
  const teachers = await createTeachers(config, { ...about, train: holdOut(train, validation).left }, engine, options);
  announceLongSteps(config, network, watch);
  const keepImages = config.augment !== undefined;
  return {
    network,
    data: { ...loadInto(engine, { ...about, train, test }, { validation, keepImages, view }), teachers },
    view,
    options,
    random,
    settings: runSettings(config, about),
    isCheckpointDue: checkpointRule(config.output.checkpointEvery, perEpoch),
    /** The dataset without its images, which the engine stores in a third of the memory. */
    about,
    /** The test images, for the report. */
    testSet: config.report ? { ...about, test } : undefined,
    startedAt,
    since,
  };
}

function announceLongSteps({ gradient, numerical }: Config, network: Network, { observer }: Watch): void {
  if (gradient !== 'numerical' || numerical.algorithm !== 'full') return;
  const evaluations = quantity(2 * network.parameterCount, 'loss evaluation');
  observer.notice(`numerical gradients by full passes: ${evaluations} per step`);
}

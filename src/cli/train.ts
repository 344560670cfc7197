import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { configName, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { iterationsPerEpoch } from '../dataset/batches.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';
import { modelToJson } from '../network/model-json.js';
import type { Network } from '../network/network.js';
import { createRunRandom, type RunRandom } from '../random/run-random.js';
import { RunFolder } from '../training/run-folder.js';
import { type TrainingOptions, train } from '../training/train.js';
import { loadInto, type TrainingData } from '../training/training-data.js';
import { createNetwork } from './create-network.js';
import { loadConfiguredDataset } from './dataset.js';
import { createDisplay, type Display } from './display.js';
import { configOverrides, type TrainFlags } from './flags.js';
import { listenForSignals } from './interrupt.js';
import { count } from './numbers.js';
import { type Outcome, runFacts, secondsBetween, summary, trainingFacts } from './outcome.js';

export interface TrainCommandFlags extends TrainFlags {
  config?: string;
  threads?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/** `mnist-train --config FILE`: from a config to curves and a model. */
export async function trainCommand(flags: TrainCommandFlags): Promise<void> {
  if (flags.config === undefined) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train --config FILE', {
      hint: 'configs/quickstart.yaml needs no network; mnist-train --help shows the rest',
    });
  }
  const config = await loadConfig(flags.config, configOverrides(flags));
  const threads = parseThreads(flags.threads);
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    const prepared = await prepare(config, threads, display, signal);
    const { network, options, about, startedAt } = prepared;
    warnOfLongSteps(config, network, display);

    const dir = config.output.dir ?? `runs/${configName(flags.config)}`;
    const folder = RunFolder.create(dir, { force: flags.force ?? false });
    if (resolve(folder.path) !== resolve(dir)) display.notice(`${dir} is not empty; writing to ${folder.path}`);
    await folder.writeFile('config.json', `${JSON.stringify(config, null, 2)}\n`);

    const outcome: Outcome = { iterations: 0, loss: null, accuracy: null };
    try {
      await trainInto(folder, prepared, outcome, display, signal);
      await folder.writeFile('model.json', modelToJson(network, trainingFacts(config, about, outcome)));
    } catch (error) {
      // what ended the run is told, even where this can no longer be written
      await folder.writeFile('run.json', runFacts('failed', startedAt, outcome)).catch(() => undefined);
      throw error;
    }
    const status = signal.aborted ? 'interrupted' : 'finished';
    await folder.writeFile('run.json', runFacts(status, startedAt, outcome));
    display.stop();

    if (flags.json) {
      process.stdout.write(
        `${JSON.stringify({ run: folder.path, ...outcome, interrupted: signal.aborted, config }, null, 2)}\n`,
      );
    } else {
      process.stdout.write(
        summary(folder.path, outcome, options.iterations, secondsBetween(startedAt, new Date()), about, config),
      );
    }
    if (signal.aborted) throw signal.reason;
  } finally {
    display.stop();
  }
}

/** A net, and the data as its engine has taken them in. */
interface Prepared {
  readonly network: Network;
  readonly data: TrainingData;
  readonly options: TrainingOptions;
  readonly random: RunRandom;
  /** What is known of the dataset. Its images are not held on to: the engine has its own, a third less. */
  readonly about: AboutDataset;
  /** When the images were there. */
  readonly startedAt: Date;
}

async function prepare(config: Config, threads: number, display: Display, signal: AbortSignal): Promise<Prepared> {
  const { train, test, ...about } = await loadConfiguredDataset(config, display, signal);
  const startedAt = new Date();
  const options = trainingOptions(config, train.count);
  const random = createRunRandom(config.init.rng, config.seed);
  const network = createNetwork(config, about, { threads });
  network.initialise(random.init, config.init.std);
  return { network, data: loadInto(network.engine, { ...about, train, test }), options, random, about, startedAt };
}

/** Trains to the end or to the first signal, writing rows as they come and keeping `outcome` up to date. */
async function trainInto(
  folder: RunFolder,
  { network, data, options, random }: Prepared,
  outcome: Outcome,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const record of train(network, data, options, random.batches)) {
      display.training(record, options.iterations);
      if (record.kind === 'loss') {
        folder.writeLoss(record);
        outcome.iterations = record.iteration;
        outcome.loss = record.loss;
      } else if (record.kind === 'accuracy') {
        folder.writeAccuracy(record);
        const { kind: _, loss: _loss, ...accuracy } = record;
        outcome.accuracy = accuracy;
      }
      if (signal.aborted) break;
    }
  } finally {
    folder.close();
  }
}

const MAX_THREADS = 64;

function parseThreads(text: string | undefined): number {
  if (text === undefined) return Math.min(availableParallelism(), MAX_THREADS);
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS && text.trim() !== '') return threads;
  throw new TrainerError('USAGE', `--threads: expected a whole number from 1 to ${MAX_THREADS}, got "${text}"`, {
    hint: 'leave it out to use every core; results are the same for any number',
  });
}

function trainingOptions(config: Config, trainCount: number): TrainingOptions {
  const { batchSize, sampling, learningRate, optimizer, schedule, gradient, numerical } = config;
  if (batchSize > trainCount) {
    throw new TrainerError('CONFIG_RANGE', `batchSize: ${batchSize} exceeds the ${trainCount} training images`, {
      hint: 'lower batchSize, or raise data.limit',
    });
  }
  const perEpoch = iterationsPerEpoch(trainCount, batchSize, sampling);
  const iterations = config.epochs === undefined ? config.iterations : config.epochs * perEpoch;
  const evaluateEvery = config.evaluateEvery ?? perEpoch;
  return {
    gradient,
    numerical,
    sampling,
    batchSize,
    learningRate,
    optimizer,
    schedule,
    iterations,
    evaluateEvery,
  };
}

function warnOfLongSteps({ gradient, numerical }: Config, network: Network, display: Display): void {
  if (gradient !== 'numerical' || numerical.algorithm !== 'full') return;
  const evaluations = count(2 * network.parameterCount);
  display.notice(`numerical gradients by full passes: ${evaluations} loss evaluations per step`);
}

import { arch, cpus, platform } from 'node:os';
import { resolve } from 'node:path';
import { configName, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { iterationsPerEpoch } from '../dataset/batches.js';
import type { Dataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';
import { modelToJson } from '../network/model-file.js';
import type { Network } from '../network/network.js';
import { createRunRandom, type RunRandom } from '../random/run-random.js';
import { RunFolder } from '../training/run-folder.js';
import { type TrainingOptions, type TrainingRecord, train } from '../training/train.js';
import { loadInto } from '../training/training-data.js';
import { createNetwork } from './create-network.js';
import { loadConfiguredDataset } from './dataset.js';
import { createDisplay, type Display } from './display.js';
import { configOverrides, type TrainFlags } from './flags.js';
import { listenForSignals } from './interrupt.js';
import { count, duration, fraction, loss } from './numbers.js';
import { programVersion } from './program-version.js';

export interface TrainCommandFlags extends TrainFlags {
  config?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
}

type Accuracy = Extract<TrainingRecord, { kind: 'accuracy' }>;

/** What a run came to; `accuracy` is the last one measured. */
interface Outcome {
  iterations: number;
  loss: number | null;
  accuracy: Omit<Accuracy, 'kind'> | null;
}

/** `mnist-train --config FILE`: from a config to curves and a model. */
export async function trainCommand(flags: TrainCommandFlags): Promise<void> {
  if (flags.config === undefined) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train --config FILE', {
      hint: 'configs/quickstart.yaml needs no network; mnist-train --help shows the rest',
    });
  }
  const config = await loadConfig(flags.config, configOverrides(flags));
  const signal = listenForSignals();
  const display = createDisplay(flags);
  try {
    const dataset = await loadConfiguredDataset(config, display, signal);
    const options = trainingOptions(config, dataset.train.count);
    const random = createRunRandom(config.init.rng, config.seed);
    const network = createNetwork(config, dataset);
    network.initialise(random.init, config.init.std);
    warnOfLongSteps(config, network, display);

    const dir = config.output.dir ?? `runs/${configName(flags.config)}`;
    const folder = RunFolder.create(dir, { force: flags.force ?? false });
    if (resolve(folder.path) !== resolve(dir)) display.notice(`${dir} holds an earlier run; writing to ${folder.path}`);
    await folder.writeFile('config.json', `${JSON.stringify(config, null, 2)}\n`);

    const outcome: Outcome = { iterations: 0, loss: null, accuracy: null };
    const startedAt = new Date();
    let status = 'failed';
    try {
      await trainInto(folder, network, dataset, options, random, outcome, display, signal);
      await folder.writeFile('model.json', modelToJson(network, trainingFacts(config, dataset, outcome)));
      status = signal.aborted ? 'interrupted' : 'finished';
    } finally {
      await folder.writeFile('run.json', runFacts(status, startedAt, outcome));
    }
    display.stop();

    if (flags.json) {
      process.stdout.write(
        `${JSON.stringify({ run: folder.path, ...outcome, interrupted: signal.aborted, config }, null, 2)}\n`,
      );
    } else {
      process.stdout.write(
        summary(folder.path, outcome, options.iterations, secondsBetween(startedAt, new Date()), dataset),
      );
    }
    if (signal.aborted) throw signal.reason;
  } finally {
    display.stop();
  }
}

/** Trains to the end or to the first signal, writing rows as they come and keeping `outcome` up to date. */
async function trainInto(
  folder: RunFolder,
  network: Network,
  dataset: Dataset,
  options: TrainingOptions,
  random: RunRandom,
  outcome: Outcome,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const data = loadInto(network.engine, dataset);
  try {
    for await (const record of train(network, data, options, random.batches)) {
      display.training(record, options.iterations);
      if (record.kind === 'loss') {
        folder.writeLoss(record);
        outcome.iterations = record.iteration;
        outcome.loss = record.loss;
      } else if (record.kind === 'accuracy') {
        folder.writeAccuracy(record);
        const { kind: _, ...accuracy } = record;
        outcome.accuracy = accuracy;
      }
      if (signal.aborted) break;
    }
  } finally {
    folder.close();
  }
}

function trainingOptions(config: Config, trainCount: number): TrainingOptions {
  const { batchSize, sampling, learningRate, gradient, numerical } = config;
  if (batchSize > trainCount) {
    throw new TrainerError('CONFIG_RANGE', `batchSize: ${batchSize} exceeds the ${trainCount} training images`, {
      hint: 'lower batchSize, or raise data.limit',
    });
  }
  const perEpoch = iterationsPerEpoch(trainCount, batchSize, sampling);
  const iterations = config.epochs === undefined ? config.iterations : config.epochs * perEpoch;
  const evaluateEvery = config.evaluateEvery ?? perEpoch;
  return { gradient, numerical, sampling, batchSize, learningRate, iterations, evaluateEvery };
}

function warnOfLongSteps({ gradient, numerical }: Config, network: Network, display: Display): void {
  if (gradient !== 'numerical' || numerical.algorithm !== 'full') return;
  const evaluations = count(2 * network.parameterCount);
  display.notice(`numerical gradients by full passes: ${evaluations} loss evaluations per step`);
}

/** For `model.json`: nothing that differs between equal runs, so no paths, times or host names. */
function trainingFacts(config: Config, dataset: Dataset, outcome: Outcome): Record<string, unknown> {
  const { data, output: _output, ...settings } = config;
  return {
    config: { ...settings, ...(data.limit && { data: { limit: data.limit } }) },
    dataset: { name: dataset.name, sha256: dataset.hashes },
    ...outcome,
  };
}

/** For `run.json`: whatever may differ between equal runs. */
function runFacts(status: string, startedAt: Date, { iterations }: Outcome): string {
  const finishedAt = new Date();
  const seconds = secondsBetween(startedAt, finishedAt);
  const facts = {
    status,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    seconds,
    iterationsPerSecond: iterations / seconds,
    program: programVersion(),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    command: ['mnist-train', ...process.argv.slice(2)],
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

function secondsBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / 1000;
}

function summary(path: string, outcome: Outcome, iterations: number, seconds: number, dataset: Dataset): string {
  const { accuracy } = outcome;
  const done =
    outcome.iterations === iterations ? count(iterations) : `${count(outcome.iterations)} of ${count(iterations)}`;
  const lines = [`${done} iterations on ${dataset.name} in ${duration(seconds)}`];
  if (outcome.loss !== null) lines[0] += `, last loss ${loss(outcome.loss)}`;
  if (accuracy) {
    const at = accuracy.iteration === outcome.iterations ? '' : ` (after iteration ${count(accuracy.iteration)})`;
    lines.push(`accuracy: test ${fraction(accuracy.testAccuracy)}, train ${fraction(accuracy.trainAccuracy)}${at}`);
  }
  lines.push(`written: ${path}/{loss.csv,accuracy.csv,model.json,config.json,run.json}`);
  lines.push(`next:    mnist-eval ${path}/model.json`);
  return `${lines.join('\n')}\n`;
}

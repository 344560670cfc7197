import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { configName, loadConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import { iterationsPerEpoch } from '../../dataset/batches.js';
import type { AboutDataset, TestSet } from '../../dataset/dataset.js';
import { TrainerError } from '../../errors.js';
import { modelToJson, type TrainingFacts } from '../../network/model-json.js';
import { copyParameters, Network } from '../../network/network.js';
import { createRunRandom, type RunRandom } from '../../random/run-random.js';
import type { Evaluated } from '../../report/collect.js';
import type { Checkpoint } from '../../run/checkpoint.js';
import { createNetwork } from '../../run/create-network.js';
import { RunFolder, removeCheckpoints, type Unseen } from '../../run/folder.js';
import { decisiveSettings, type Outcome, runFacts, runSettings, secondsBetween, summary } from '../../run/outcome.js';
import { type EarlierRun, findRun, requireSameSettings, resumeText } from '../../run/resume.js';
import { evaluate } from '../../training/evaluation/evaluation.js';
import { metrics } from '../../training/evaluation/metrics.js';
import { type TrainingOptions, train } from '../../training/train.js';
import { loadInto, type TrainingData } from '../../training/training-data.js';
import { loadConfiguredDataset } from '../program/dataset.js';
import { createDisplay, type Display } from '../program/display.js';
import { configOverrides, type TrainFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { showable, speaksUtf8 } from '../program/terminal.js';
import { curvesText } from '../text/curves.js';
import { count } from '../text/numbers.js';
import { reportHtml } from './report.js';

export interface TrainCommandFlags extends TrainFlags {
  config?: string;
  resume?: string;
  threads?: string;
  force?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/** `mnist-train --config FILE`: from a config to curves and a model; `--resume DIR` goes on with a run. */
export async function trainCommand(flags: TrainCommandFlags): Promise<void> {
  const earlier = flags.resume === undefined ? undefined : await findRun(flags.resume);
  refuseWithResume(flags);
  const source = flags.config ?? earlier?.config;
  if (source === undefined) {
    throw new TrainerError('USAGE', 'a config is needed: mnist-train --config FILE', {
      hint: 'configs/quickstart.yaml needs no network; mnist-train --help shows the rest',
    });
  }
  const config = await loadConfig(source, configOverrides(flags));
  const threads = parseThreads(flags.threads);
  if (earlier) {
    const before = await loadConfig(earlier.config);
    requireSameSettings(earlier.path, decisiveSettings(before), decisiveSettings(config));
  }
  if (config.seeds) {
    const { seedsCommand } = await import('./seeds.js');
    const folder = earlier?.path ?? config.output.dir ?? `runs/${configName(source)}`;
    return seedsCommand(config, config.seeds, { folder, isEarlier: earlier !== undefined, threads }, flags);
  }
  if (earlier?.isFinished) {
    process.stdout.write(
      flags.json ? finishedJson(earlier.path, config) : `${earlier.path} is finished: nothing to resume\n`,
    );
    return;
  }
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    const prepared = await prepare(config, threads, display, signal);
    const { network, options, settings, startedAt } = prepared;
    warnOfLongSteps(config, network, display);

    const folder = earlier
      ? goOn(earlier, prepared, display)
      : await begin(
          config.output.dir ?? `runs/${configName(source)}`,
          flags.force ?? false,
          config,
          prepared.data,
          display,
        );
    const outcome = { ...NOTHING, ...(earlier?.checkpoint?.outcome as Outcome | undefined) };
    try {
      await trainInto(folder, prepared, earlier?.checkpoint, outcome, display, signal);
      const isFinished = outcome.iterations === options.iterations;
      const isAsked = prepared.data.validation !== undefined || config.report;
      const evaluated = isFinished && isAsked ? await evaluateTest(prepared, display) : undefined;
      if (evaluated && prepared.data.validation) {
        outcome.testAccuracy = metrics(evaluated.evaluation, prepared.about.classes).accuracy;
      }
      folder.sync(); // a run that is said to be finished keeps its curves even if the power fails now
      await folder.writeFile('model.json', modelToJson(network, { ...settings, ...outcome }));
      if (evaluated && prepared.testSet) {
        const shown = { ...evaluated, testSet: prepared.testSet };
        await folder.writeFile('report.html', finalReport(shown, folder.path, { ...settings, ...outcome }, config));
      }
      const status = outcome.iterations < options.iterations ? 'interrupted' : 'finished';
      await folder.writeFile('run.json', runFacts(status, startedAt, outcome, threads, earlier?.checkpoint));
    } catch (error) {
      // what ended the run is told, even where this can no longer be written
      const facts = runFacts('failed', startedAt, outcome, threads, earlier?.checkpoint);
      await folder.writeFile('run.json', facts).catch(() => undefined);
      throw error;
    } finally {
      folder.close();
    }
    const interrupted = outcome.iterations < options.iterations;
    if (!interrupted) removeCheckpoints(folder.path);
    display.stop();

    if (flags.json) {
      process.stdout.write(`${JSON.stringify({ run: folder.path, ...outcome, interrupted, config }, null, 2)}\n`);
    } else {
      const seconds = secondsBetween(startedAt, new Date());
      if (process.stdout.isTTY && !flags.quiet)
        process.stdout.write(curvesText(folder.path, speaksUtf8(), unseen(prepared.data)));
      const told = summary(folder.path, outcome, options.iterations, seconds, prepared.about, config);
      process.stdout.write(showable(told));
    }
    if (signal.aborted) throw signal.reason;
  } finally {
    display.stop();
  }
}

const NOTHING: Outcome = { iterations: 0, loss: null, accuracy: null };

function finishedJson(run: string, config: Config): string {
  return `${JSON.stringify({ run, finished: true, config }, null, 2)}\n`;
}

/** A run goes on in its own folder. */
function refuseWithResume({ resume, output, force }: TrainCommandFlags): void {
  const flag = output !== undefined ? '--output' : force ? '--force' : undefined;
  if (resume === undefined || flag === undefined) return;
  throw new TrainerError('USAGE', `${flag} has no effect beside --resume, which goes on in ${resume}`, {
    hint: `leave ${flag} out`,
  });
}

/** By which images a run shows how good it is on the way. */
function unseen({ validation }: TrainingData): Unseen {
  return validation ? 'validation' : 'test';
}

async function begin(
  dir: string,
  force: boolean,
  config: Config,
  data: TrainingData,
  display: Display,
): Promise<RunFolder> {
  const folder = RunFolder.create(dir, { force, unseen: unseen(data) });
  if (resolve(folder.path) !== resolve(dir)) display.notice(`${dir} is not empty; writing to ${folder.path}`);
  await folder.writeFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
  return folder;
}

/** The folder of an earlier run, as it was at its checkpoint. */
function goOn(earlier: EarlierRun, { data, settings, options }: Prepared, display: Display): RunFolder {
  const { path, checkpoint, notices } = earlier;
  for (const notice of notices) display.notice(notice);
  if (!checkpoint) return RunFolder.restart(path, unseen(data));
  requireSameSettings(path, checkpoint.settings, settings);
  const folder = RunFolder.reopen(path, checkpoint);
  display.notice(resumeText(earlier, checkpoint.state.iteration, options.iterations));
  return folder;
}

/** A net, and the data as its engine has taken them in. */
interface Prepared {
  readonly network: Network;
  readonly data: TrainingData;
  readonly options: TrainingOptions;
  readonly random: RunRandom;
  /** See `runSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isCheckpointDue: (iteration: number) => boolean;
  /** What is known of the dataset. Its images are not held on to: the engine has its own, a third less. */
  readonly about: AboutDataset;
  /** For the report, which shows some of the images; absent where there is none. */
  readonly testSet: TestSet | undefined;
  /** When the images were there. */
  readonly startedAt: Date;
}

async function prepare(config: Config, threads: number, display: Display, signal: AbortSignal): Promise<Prepared> {
  const { train, test, ...about } = await loadConfiguredDataset(config, display, signal);
  const startedAt = new Date();
  const { validation = 0 } = config.data;
  requireTrainingImages(train.count, validation);
  const perEpoch = iterationsPerEpoch(train.count - validation, config.batchSize, config.sampling);
  const options = trainingOptions(config, train.count - validation, perEpoch);
  const random = createRunRandom(config.init.rng, config.seed);
  const network = createNetwork(config, about, { threads });
  network.initialise(random.init, config.init.std);
  return {
    network,
    data: loadInto(network.engine, { ...about, train, test }, { validation, keepImages: config.augment !== undefined }),
    options,
    random,
    settings: runSettings(config, about),
    isCheckpointDue: checkpointRule(config.output.checkpointEvery, perEpoch),
    about,
    testSet: config.report ? { ...about, test } : undefined,
    startedAt,
  };
}

/** Trains to the end or to the first signal, writing what comes and keeping `outcome` up to date. */
async function trainInto(
  folder: RunFolder,
  { network, data, options, random, settings, isCheckpointDue }: Prepared,
  checkpoint: Checkpoint | undefined,
  outcome: Outcome,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const control = { from: checkpoint?.state, signal, isCheckpointDue };
  for await (const record of train(network, data, options, random.batches, control)) {
    display.training(record, options.iterations);
    if (record.kind === 'loss') {
      folder.writeLoss(record);
      outcome.iterations = record.iteration;
      outcome.loss = record.loss;
    } else if (record.kind === 'accuracy') {
      folder.writeAccuracy(record);
      const { kind: _, loss: _loss, ...accuracy } = record;
      outcome.accuracy = accuracy;
    } else if (record.kind === 'checkpoint') {
      await folder.writeCheckpoint({ state: record.state, settings, outcome: { ...outcome } });
    }
  }
}

function requireTrainingImages(count: number, validation: number): void {
  if (validation < count) return;
  const text = `data.validation: ${validation} of ${count} training images leave none to train on`;
  throw new TrainerError('CONFIG_RANGE', text, { hint: 'a twelfth of them is plenty, as 5000 of MNIST’s 60000' });
}

/** What the net of a run that is over says of every test image: asked once, when nothing can be chosen by it any more. */
async function evaluateTest({ network, data }: Prepared, display: Display): Promise<Omit<Evaluated, 'testSet'>> {
  // as `mnist-eval` evaluates a model: with the loss of the net alone, whatever it was trained by
  const trained = new Network(network.engine, network.architecture);
  copyParameters(trained, network.params);
  const evaluation = await evaluate(trained, data.test, (done, total) => display.working('evaluate', done, total));
  return { network: trained, split: data.test, evaluation };
}

function finalReport(evaluated: Evaluated, folder: string, training: TrainingFacts, { data }: Config): string {
  const model = join(folder, 'model.json');
  const where = data.dir === 'data' ? [] : ['--data-dir', data.dir];
  const command = ['mnist-eval', model, ...where, '--report', join(folder, 'report.html')];
  return reportHtml(evaluated, { model, training, command });
}

/** In ms. A checkpoint costs a few of them. */
const SHORTEST_BETWEEN = 200;
const LONGEST_BETWEEN = 60_000;

/** Every so many iterations; or else once an epoch, not too often where epochs are short, and more often where they are long. */
function checkpointRule(every: number | undefined, perEpoch: number): (iteration: number) => boolean {
  if (every === 0) return () => false;
  if (every !== undefined) return (iteration) => iteration % every === 0;
  let last = performance.now() - SHORTEST_BETWEEN;
  return (iteration) => {
    const now = performance.now();
    const wait = iteration % perEpoch === 0 ? SHORTEST_BETWEEN : LONGEST_BETWEEN;
    if (now - last < wait) return false;
    last = now;
    return true;
  };
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

function trainingOptions(config: Config, trainCount: number, perEpoch: number): TrainingOptions {
  const { batchSize, sampling, learningRate, optimizer, schedule, gradient, numerical, augment, seed } = config;
  const { movingAverage, recordLoss } = config;
  if (batchSize > trainCount) {
    throw new TrainerError('CONFIG_RANGE', `batchSize: ${batchSize} exceeds the ${trainCount} training images`, {
      hint: 'lower batchSize, or raise data.limit',
    });
  }
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
    ...(movingAverage !== undefined && { movingAverage }),
    ...(recordLoss && { recordLoss }),
    augment: augment && { ...augment, seed },
    iterations,
    evaluateEvery,
  };
}

function warnOfLongSteps({ gradient, numerical }: Config, network: Network, display: Display): void {
  if (gradient !== 'numerical' || numerical.algorithm !== 'full') return;
  const evaluations = count(2 * network.parameterCount);
  display.notice(`numerical gradients by full passes: ${evaluations} loss evaluations per step`);
}

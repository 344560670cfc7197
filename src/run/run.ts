import { availableParallelism } from 'node:os';
import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { createEngine } from '../engine/create-engine.js';
import type { Engine } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import type { Parameters } from '../network/network.js';
import type { Checkup } from '../training/health/checkup.js';
import type { HealthFacts } from '../training/health/facts.js';
import type { TrainingRecord } from '../training/records.js';
import { train } from '../training/train.js';
import type { TrainingData } from '../training/training-data.js';
import { removeCheckpoints } from './checkpoint-files.js';
import { findRun } from './earlier-run.js';
import { finish } from './finish.js';
import { type MonitoredSplit, RunFolder } from './folder.js';
import { type Lock, lockFolder } from './lock.js';
import { type Observer, SILENT } from './observer.js';
import { begin, type Opened, reopen } from './open-folder.js';
import {
  type Circumstances,
  isFinished,
  NOTHING,
  type Outcome,
  runFacts,
  takeEvaluation,
  wholeSeconds,
} from './outcome.js';
import type { Plan } from './plan.js';
import { type Prepared, prepare } from './prepare.js';
import { startCheckup } from './start-checkup.js';

export const MAX_THREADS = 64;

/** Options that change no result of a run. */
export interface RunOptions {
  /** Overwrite an earlier run in the folder, instead of writing to the next free folder. */
  readonly force?: boolean | undefined;
  /** Number of threads, by default one per core. The results are the same for any number. */
  readonly threads?: number | undefined;
  /** When it aborts, the run finishes its step, saves a checkpoint and the model, and ends. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: Observer | undefined;
  readonly command?: readonly string[] | undefined;
  /** Called before the first update and at every evaluation, with the evaluated parameters; copy what you keep. */
  readonly onParameters?: ((params: Parameters, iteration: number) => void) | undefined;
}

/** A loss, an evaluation, or the progress of either. */
export type RunRecord = Exclude<TrainingRecord, { kind: 'checkpoint' }>;

/** A run with its data loaded and its folder open, ready to train. */
export interface Run {
  readonly folder: string;
  readonly config: Config;
  readonly dataset: AboutDataset;
  readonly iterations: number;
  /** The split that is evaluated during training, besides the training images. */
  readonly monitored: MonitoredSplit;
  readonly outcome: Readonly<Outcome>;
  /** The health facts, once the run is finished. */
  readonly health?: HealthFacts | undefined;
  readonly startedAt: Date;
  /** Seconds of training so far, including those before the run was resumed. */
  seconds(): number;
  /**
   * Trains. Writes every record to the folder, losses ten times a second, and the model at the end. To stop the run, abort the
   * signal and continue to iterate. If you leave the loop instead, the model is saved, but a resumed run repeats the
   * updates since the last checkpoint. Throws TRAINING_DIVERGED, OUTPUT_….
   */
  records(): AsyncGenerator<RunRecord, void>;
}

/**
 * Starts or resumes a run: loads the data, creates the net and opens the folder. Throws RESUME_LOCKED if another process
 * trains in the folder, RESUME_FINISHED, and the errors of `prepare` and `RunFolder`.
 */
export async function startRun(plan: Plan, options: RunOptions = {}): Promise<Run> {
  const { threads = Math.min(availableParallelism(), MAX_THREADS) } = options;
  const engine = createEngine(plan.config.engine, plan.config.precision, threads); // its threads start while files are read
  let lock: Lock | undefined;
  try {
    lock = plan.earlier && (await lockFolder(plan.folder));
    // another process may have trained here since the plan was made
    const earlier = lock && (await findRun(plan.folder));
    if (earlier?.isFinished) {
      throw new TrainerError('RESUME_FINISHED', `${plan.folder}: the run is finished, nothing to resume`);
    }
    return await start({ ...plan, earlier }, { ...options, threads }, engine, lock);
  } catch (error) {
    engine.close();
    lock?.release();
    throw error;
  }
}

async function start(
  plan: Plan,
  options: RunOptions & { threads: number },
  engine: Engine,
  lock: Lock | undefined,
): Promise<Run> {
  const { threads, observer = SILENT, command = [], force = false, signal } = options;
  const { config, earlier } = plan;
  const prepared = await prepare(config, engine, { observer, signal }, earlier?.checkpoint !== undefined);
  const monitored = monitoredSplit(prepared.data);
  const opened = lock
    ? { folder: reopen(plan, prepared, monitored, observer), lock }
    : await begin(plan, force, observer, () => RunFolder.create(plan.folder, { force, monitored }));
  const outcome: Outcome = { ...NOTHING, ...(earlier?.checkpoint?.outcome as Outcome | undefined) };
  const { startedAt, since, about } = prepared;
  const { state, seconds: earlierSeconds = 0 } = earlier?.checkpoint ?? {};
  const distilledFrom = config.distill?.from;
  const resumedAfter = state?.iteration;
  const circumstances = { startedAt, since, earlierSeconds, threads, command, distilledFrom, resumedAfter };
  const findings: Findings = {};
  return {
    folder: opened.folder.path,
    config,
    dataset: about,
    iterations: prepared.options.iterations,
    monitored,
    outcome,
    get health() {
      return findings.health;
    },
    startedAt,
    seconds: () => wholeSeconds(circumstances),
    records: () => records(plan, prepared, opened, outcome, findings, circumstances, options),
  };
}

interface Findings {
  health?: HealthFacts | undefined;
}

async function* records(
  { earlier }: Plan,
  prepared: Prepared,
  { folder, lock }: Opened,
  outcome: Outcome,
  findings: Findings,
  circumstances: Circumstances,
  { signal, observer = SILENT, onParameters }: RunOptions,
): AsyncGenerator<RunRecord, void> {
  const { network, data, options, random, settings, isCheckpointDue } = prepared;
  let checkup: Checkup | undefined;
  let hasFailed = false;
  try {
    checkup = startCheckup(prepared, folder.path, earlier?.checkpoint);
    const { watchLastUpdate } = checkup;
    const control = { from: earlier?.checkpoint?.state, signal, isCheckpointDue, watchLastUpdate, onParameters };
    for await (const record of train(network, data, options, random.batches, control)) {
      if (record.kind === 'checkpoint') {
        const [seconds, { start }] = [wholeSeconds(circumstances), checkup];
        await folder.writeCheckpoint({ state: record.state, settings, outcome: { ...outcome }, seconds, start });
      } else {
        takeRecord(record, folder, checkup, outcome, options);
        yield record;
      }
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    // if run.json cannot be written, the first error still counts
    const fail = () => folder.writeFile('run.json', runFacts('failed', outcome, circumstances)).catch(() => undefined);
    try {
      if (hasFailed || !checkup) await fail();
      else {
        findings.health = await finish(prepared, folder, outcome, checkup, circumstances, observer).catch(failed);
        if (isFinished(outcome, options.iterations)) removeCheckpoints(folder.path);
      }
    } finally {
      network.engine.close();
      folder.close();
      lock.release();
    }
    async function failed(error: unknown): Promise<never> {
      await fail();
      throw error;
    }
  }
}

/** Writes a record to the folder, and adds it to the results. */
function takeRecord(
  record: RunRecord,
  folder: RunFolder,
  checkup: Checkup,
  outcome: Outcome,
  options: Prepared['options'],
): void {
  if (record.kind === 'loss') {
    folder.writeLoss(record);
    checkup.addLoss(record.loss);
    outcome.iterations = record.iteration;
    outcome.loss = record.loss;
  } else if (record.kind === 'accuracy') {
    folder.writeAccuracy(record);
    takeEvaluation(outcome, record, options);
  }
}

function monitoredSplit({ validation }: TrainingData): MonitoredSplit {
  return validation ? 'validation' : 'test';
}

import { availableParallelism } from 'node:os';
import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
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

export interface RunOptions {
  /** Replace the files of an earlier run in the folder, instead of writing to the next free one. */
  readonly force?: boolean | undefined;
  /** Threads to compute with; results are the same for any number. Default: one for each core. */
  readonly threads?: number | undefined;
  /** Aborted, the run finishes its step, saves a checkpoint and the model, and ends. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: Observer | undefined;
  readonly command?: readonly string[] | undefined;
  /** Called before the first update and at every evaluation, with the evaluated parameters; copy what you keep. */
  readonly onParameters?: ((params: Parameters, iteration: number) => void) | undefined;
}

export type RunRecord = Exclude<TrainingRecord, { kind: 'checkpoint' }>;

export interface Run {
  readonly folder: string;
  readonly config: Config;
  readonly dataset: AboutDataset;
  readonly iterations: number;
  /** The images whose accuracy is measured beside that of the training images. */
  readonly monitored: MonitoredSplit;
  readonly outcome: Readonly<Outcome>;
  /** What was measured of the run, once it has done all its updates. */
  readonly health?: HealthFacts | undefined;
  readonly startedAt: Date;
  /** Seconds so far, those of the earlier parts of a resumed run included. */
  seconds(): number;
  /**
   * Trains, writing every record to the folder before it is yielded, and at the end the model. To stop, abort the signal
   * and go on iterating; a loop that is left saves the model at once, and a resumed run repeats the last updates.
   * Throws TRAINING_DIVERGED, OUTPUT_….
   */
  records(): AsyncGenerator<RunRecord, void>;
}

/**
 * Loads the data, creates the net and opens the folder of a run, or of an earlier one that goes on. Throws
 * RESUME_LOCKED if another process is at work in the folder, RESUME_FINISHED, and what `prepare` and `RunFolder` throw.
 */
export async function startRun(plan: Plan, options: RunOptions = {}): Promise<Run> {
  const lock = plan.earlier && (await lockFolder(plan.folder));
  try {
    // another process may have been at work since the plan was made
    const earlier = lock && (await findRun(plan.folder));
    if (earlier?.isFinished) {
      throw new TrainerError('RESUME_FINISHED', `${plan.folder}: the run is finished, nothing to resume`);
    }
    return await start({ ...plan, earlier }, options, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function start(plan: Plan, options: RunOptions, lock: Lock | undefined): Promise<Run> {
  const { threads = Math.min(availableParallelism(), MAX_THREADS), observer = SILENT, command = [] } = options;
  const { force = false, signal } = options;
  const { config, earlier } = plan;
  const prepared = await prepare(config, threads, { observer, signal }, earlier?.checkpoint !== undefined);
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
        continue;
      }
      if (record.kind === 'loss') {
        folder.writeLoss(record);
        checkup.addLoss(record.loss);
        outcome.iterations = record.iteration;
        outcome.loss = record.loss;
      } else if (record.kind === 'accuracy') {
        folder.writeAccuracy(record);
        takeEvaluation(outcome, record, options);
      }
      yield record;
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    // Report a failure even if run.json can no longer be written.
    const fail = () => folder.writeFile('run.json', runFacts('failed', outcome, circumstances)).catch(() => undefined);
    try {
      if (hasFailed || !checkup) await fail();
      else {
        findings.health = await finish(prepared, folder, outcome, checkup, circumstances, observer).catch(failed);
        if (isFinished(outcome, options.iterations)) removeCheckpoints(folder.path);
      }
    } finally {
      folder.close();
      lock.release();
    }
    async function failed(error: unknown): Promise<never> {
      await fail();
      throw error;
    }
  }
}

function monitoredSplit({ validation }: TrainingData): MonitoredSplit {
  return validation ? 'validation' : 'test';
}

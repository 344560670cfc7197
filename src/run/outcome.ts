import { arch, cpus, platform } from 'node:os';
import type { HealthFacts } from '../training/health/facts.js';
import type { TrainingOptions } from '../training/options.js';
import type { AccuracyRecord } from '../training/records.js';
import { programVersion } from './program-version.js';

/** The results of a run. `accuracy` is the last one measured, or with `keep: best` the best one. */
export interface Outcome {
  iterations: number;
  loss: number | null;
  accuracy: Omit<AccuracyRecord, 'kind' | 'loss' | 'best'> | null;
  /** The final accuracy on the test images, if the run monitored held-out images. */
  testAccuracy?: number;
  /** Set by early stopping (`patience`): no evaluation after `bestIteration` was better. */
  endedEarly?: { readonly patience: number; readonly bestIteration: number };
}

export const NOTHING: Outcome = { iterations: 0, loss: null, accuracy: null };

/** Adds an evaluation to the results of a run. */
export function takeEvaluation(
  outcome: Outcome,
  { kind: _, loss: _loss, best, ...accuracy }: AccuracyRecord,
  { keep, patience, iterations }: TrainingOptions,
): void {
  const { since, ...bestAccuracy } = best ?? { ...accuracy, since: 0 };
  outcome.accuracy = keep === 'best' ? bestAccuracy : accuracy;
  if (patience === undefined || since < patience || accuracy.iteration === iterations) return;
  outcome.endedEarly = { patience, bestIteration: bestAccuracy.iteration };
}

/** Whether a run of `total` updates is finished. */
export function isFinished({ iterations, endedEarly }: Outcome, total: number): boolean {
  return iterations === total || endedEarly !== undefined;
}

/** When and how a run was computed. */
export interface Circumstances {
  readonly startedAt: Date;
  /** `performance.now()` at the start, since the system clock may be changed. */
  readonly since: number;
  /** For a resumed run, the seconds of training up to the checkpoint. */
  readonly earlierSeconds: number;
  readonly threads: number;
  readonly command: readonly string[];
  /** The model files of its teachers, if it has any. */
  readonly distilledFrom?: readonly string[] | undefined;
  /** The number of updates before the run was resumed. */
  readonly resumedAfter?: number | undefined;
}

/** Seconds of training so far, including those before the run was resumed. */
export function wholeSeconds({ since, earlierSeconds }: Pick<Circumstances, 'since' | 'earlierSeconds'>): number {
  return earlierSeconds + (performance.now() - since) / 1000;
}

/** The text of `run.json`: facts that may differ between equal runs, and the health facts. */
export function runFacts(
  status: string,
  { iterations, endedEarly }: Outcome,
  circumstances: Circumstances,
  health?: HealthFacts,
): string {
  const { startedAt, earlierSeconds, threads, command, distilledFrom, resumedAfter } = circumstances;
  const seconds = wholeSeconds(circumstances);
  const facts = {
    status,
    ...(endedEarly && { endedEarly }),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    seconds,
    ...(resumedAfter !== undefined && { resumedAfter, earlierSeconds }),
    iterationsPerSecond: (iterations - (resumedAfter ?? 0)) / (seconds - earlierSeconds),
    threads,
    program: programVersion(),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    command,
    distilledFrom,
    health,
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

import { arch, cpus, platform } from 'node:os';
import type { HealthFacts } from '../training/health/facts.js';
import type { AccuracyRecord } from '../training/records.js';
import type { TrainingOptions } from '../training/train.js';
import { programVersion } from './program-version.js';

/** What a run came to; `accuracy` is the last one measured, with `keep: best` the best one, of the parameters saved. */
export interface Outcome {
  iterations: number;
  loss: number | null;
  accuracy: Omit<AccuracyRecord, 'kind' | 'loss' | 'best'> | null;
  /** Accuracy on the test images after the last update, of runs that measure held-out images on the way. */
  testAccuracy?: number;
  /** Of a run that `patience` ended before its last update: no evaluation after `bestIteration` was better. */
  endedEarly?: { readonly patience: number; readonly bestIteration: number };
}

export const NOTHING: Outcome = { iterations: 0, loss: null, accuracy: null };

/** Takes in an evaluation of a run. */
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

/** Whether a run of so many updates has nothing left to do. */
export function isFinished({ iterations, endedEarly }: Outcome, total: number): boolean {
  return iterations === total || endedEarly !== undefined;
}

/** When and how a run was computed. */
export interface Circumstances {
  readonly startedAt: Date;
  /** `performance.now()` at that time: the clock of the day may be set back. */
  readonly since: number;
  /** Seconds that the earlier parts of a resumed run took, up to the checkpoint. */
  readonly earlierSeconds: number;
  readonly threads: number;
  readonly command: readonly string[];
  /** The paths of its teachers, if it has any. */
  readonly distilledFrom?: readonly string[] | undefined;
  /** Updates that an earlier process had done. */
  readonly resumedAfter?: number | undefined;
}

/** How long a run has taken, its earlier parts included. */
export function wholeSeconds({ since, earlierSeconds }: Pick<Circumstances, 'since' | 'earlierSeconds'>): number {
  return earlierSeconds + (performance.now() - since) / 1000;
}

/** For `run.json`: whatever may differ between equal runs, and what was measured of its health. */
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

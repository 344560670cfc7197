import { arch, cpus, platform } from 'node:os';
import type { HealthFacts } from '../training/health/facts.js';
import type { AccuracyRecord } from '../training/records.js';
import { programVersion } from './program-version.js';

/** What a run came to; `accuracy` is the last one measured. */
export interface Outcome {
  iterations: number;
  loss: number | null;
  accuracy: Omit<AccuracyRecord, 'kind' | 'loss'> | null;
  /** Accuracy on the test images after the last update, of runs that measure held-out images on the way. */
  testAccuracy?: number;
}

export const NOTHING: Outcome = { iterations: 0, loss: null, accuracy: null };

/** When and how a run was computed. */
export interface Circumstances {
  readonly startedAt: Date;
  readonly threads: number;
  readonly command: readonly string[];
  /** Updates that an earlier process had done. */
  readonly resumedAfter?: number | undefined;
}

/** For `run.json`: whatever may differ between equal runs, and what was measured of its health. */
export function runFacts(
  status: string,
  { iterations }: Outcome,
  { startedAt, threads, command, resumedAfter }: Circumstances,
  health?: HealthFacts,
): string {
  const finishedAt = new Date();
  const seconds = (finishedAt.getTime() - startedAt.getTime()) / 1000;
  const facts = {
    status,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    seconds,
    ...(resumedAfter !== undefined && { resumedAfter }),
    iterationsPerSecond: (iterations - (resumedAfter ?? 0)) / seconds,
    threads,
    program: programVersion(),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    command,
    health,
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

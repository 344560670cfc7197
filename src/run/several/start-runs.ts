import { EventEmitter, on } from 'node:events';
import { availableParallelism } from 'node:os';
import type { RunSettings } from '../../config/schema.js';
import { mapConcurrently } from '../../files/map-concurrently.js';
import type { AccuracyRecord } from '../../training/records.js';
import { type Lock, lockFolder } from '../lock.js';
import { SILENT } from '../observer.js';
import type { Plan } from '../plan.js';
import { MAX_THREADS, type RunOptions } from '../run.js';
import { writeReport } from './report.js';
import { type RunResult, writeResults } from './results.js';
import { runInProcess } from './run-process.js';
import { createFolder } from './several-folder.js';

/** An evaluation of one of the runs. */
export interface RunsRecord extends AccuracyRecord {
  readonly run: string;
  readonly seed: number;
}

/** Several runs with their folder open, ready to train. */
export interface Runs {
  readonly folder: string;
  /** Trains all runs, at most as many at once as there are threads. Waits for all of them, then throws the first error. */
  records(): AsyncGenerator<RunsRecord, RunResult[]>;
}

/**
 * Opens the folder for the `runs` of a config, new or resumed. Throws RESUME_LOCKED if another process is training in it.
 */
export async function startRuns(plan: Plan, options: RunOptions = {}): Promise<Runs> {
  const { observer = SILENT, force = false } = options;
  const {
    folder: { path: folder },
    lock,
  } = plan.earlier
    ? { folder: { path: plan.folder }, lock: await lockFolder(plan.folder) }
    : await createFolder(plan, force, observer);
  return { folder, records: () => records({ ...plan, folder }, options, lock) };
}

async function* records(plan: Plan, options: RunOptions, lock: Lock): AsyncGenerator<RunsRecord, RunResult[]> {
  const { signal, observer = SILENT } = options;
  const leave = new AbortController();
  const stop = signal ? AbortSignal.any([signal, leave.signal]) : leave.signal;
  const events = new EventEmitter();
  const all = runAll(plan, options, stop, (record) => events.emit('record', record));
  const ended = all.catch(() => undefined).then(() => events.emit('end'));
  try {
    for await (const [record] of on(events, 'record', { close: ['end'] })) yield record;
  } finally {
    leave.abort(); // leaving the loop stops the runs
    await ended.finally(() => lock.release());
  }
  await all;
  signal?.throwIfAborted();
  const { config, folder } = plan;
  const results = await writeResults(folder, config);
  if (config.report) await writeReport(folder, config, { observer, signal });
  return results;
}

async function runAll(
  { config: { data, runs = [] }, folder }: Plan,
  { threads = Math.min(availableParallelism(), MAX_THREADS), observer = SILENT, command = [] }: RunOptions,
  signal: AbortSignal,
  onRecord: (record: RunsRecord) => void,
): Promise<void> {
  const where = { dir: data.dir, offline: data.offline, ...(data.mirrors && { mirrors: [...data.mirrors] }) };
  let failure: unknown;
  let finished = 0;
  const trainOne = async ({ name, seed }: RunSettings, threads: number) => {
    if (signal.aborted) return;
    const order = { name, folder, data: where, threads, command };
    const listener = {
      notice: (text: string) => observer.notice(`${name}: ${text}`),
      accuracy: (record: AccuracyRecord) => onRecord({ ...record, run: name, seed }),
    };
    try {
      await runInProcess(order, listener, signal);
      observer.working('runs', ++finished, runs.length);
    } catch (error) {
      failure ??= error;
    }
  };
  observer.working('runs', 0, runs.length);
  // the runs that would be left over start first and share all threads; then every run has one
  const few = runs.length % threads;
  await mapConcurrently(runs.slice(0, few), (run, i) => trainOne(run, Math.ceil((threads - i) / few)));
  await mapConcurrently(runs.slice(few), (run) => trainOne(run, 1), threads);
  if (failure !== undefined) throw failure;
}

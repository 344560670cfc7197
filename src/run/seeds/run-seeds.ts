import { EventEmitter, on } from 'node:events';
import { availableParallelism } from 'node:os';
import type { AccuracyRecord } from '../../training/records.js';
import { type Lock, lockFolder } from '../lock.js';
import { SILENT } from '../observer.js';
import type { Plan } from '../plan.js';
import { MAX_THREADS, type RunOptions } from '../run.js';
import { writeSeedsReport } from './report.js';
import { createSeedsFolder, type SeedResult, seedFolder, writeResults } from './results.js';
import { runSeed } from './seed-process.js';

/** An evaluation of one of the runs. */
export interface SeedRecord extends AccuracyRecord {
  readonly seed: number;
}

export interface SeedRuns {
  readonly folder: string;
  /** Trains all of them, as many at once as there are threads. Throws the first error, when the others have ended. */
  records(): AsyncGenerator<SeedRecord, SeedResult[]>;
}

/**
 * Opens the folder for one run for each of `seeds`, or for those of an earlier time that go on. Throws RESUME_LOCKED if
 * another process is at work in it.
 */
export async function startSeeds(plan: Plan, seeds: readonly number[], options: RunOptions = {}): Promise<SeedRuns> {
  const { observer = SILENT, force = false } = options;
  const {
    folder: { path: folder },
    lock,
  } = plan.earlier
    ? { folder: { path: plan.folder }, lock: await lockFolder(plan.folder) }
    : await createSeedsFolder(plan, force, observer);
  return { folder, records: () => records({ ...plan, folder }, seeds, options, lock) };
}

async function* records(
  plan: Plan,
  seeds: readonly number[],
  options: RunOptions,
  lock: Lock,
): AsyncGenerator<SeedRecord, SeedResult[]> {
  const { signal, observer = SILENT } = options;
  const left = new AbortController();
  const stop = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const heard = new EventEmitter();
  const all = runAll(plan, seeds, options, stop, (record) => heard.emit('record', record));
  const ended = all.catch(() => undefined).then(() => heard.emit('end'));
  try {
    for await (const [record] of on(heard, 'record', { close: ['end'] })) yield record;
  } finally {
    left.abort(); // a loop that was left ends the runs, too
    await ended.finally(() => lock.release());
  }
  await all;
  signal?.throwIfAborted();
  const { config, folder } = plan;
  const results = await writeResults(folder, config, seeds);
  if (config.report) await writeSeedsReport(folder, config, seeds, { observer, signal });
  return results;
}

async function runAll(
  { config: { data }, folder }: Plan,
  seeds: readonly number[],
  { threads = Math.min(availableParallelism(), MAX_THREADS), observer = SILENT, command = [] }: RunOptions,
  signal: AbortSignal,
  onRecord: (record: SeedRecord) => void,
): Promise<void> {
  const mapConcurrently = Math.min(seeds.length, threads);
  const queue = [...seeds];
  const where = { dir: data.dir, offline: data.offline, ...(data.mirrors && { mirrors: [...data.mirrors] }) };
  let running = 0;
  let free = threads;
  let failure: unknown;
  let finished = 0;
  const worker = async () => {
    for (let seed = queue.shift(); seed !== undefined && !signal.aborted; seed = queue.shift()) {
      const own = seed;
      // Divide the free threads among the runs that start now.
      const starting = 1 + Math.min(mapConcurrently - ++running, queue.length);
      const share = Math.max(1, Math.floor(free / starting));
      free -= share;
      const order = { seed, folder, path: seedFolder(folder, seed), data: where, threads: share, command };
      const listener = {
        notice: (text: string) => observer.notice(`seed ${own}: ${text}`),
        accuracy: (record: AccuracyRecord) => onRecord({ ...record, seed: own }),
      };
      try {
        await runSeed(order, listener, signal);
        observer.working('seeds', ++finished, seeds.length);
      } catch (error) {
        failure ??= error;
      }
      free += share;
      running--;
    }
  };
  observer.working('seeds', 0, seeds.length);
  await Promise.all(Array.from({ length: mapConcurrently }, worker));
  if (failure !== undefined) throw failure;
}

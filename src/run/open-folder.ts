import { resolve } from 'node:path';
import { makeFolder } from '../files/atomic-write.js';
import { grouped } from '../quantity.js';
import { type MonitoredSplit, RunFolder } from './folder.js';
import { type Lock, lockFolder } from './lock.js';
import type { Observer } from './observer.js';
import { writeWhole, writing } from './output-error.js';
import type { Plan } from './plan.js';
import type { Prepared } from './prepare.js';
import { requireSameSettings } from './settings.js';

/** A folder that is locked by this process. */
export interface Opened<T = RunFolder> {
  readonly folder: T;
  readonly lock: Lock;
}

/**
 * Creates and locks the folder of a new run, or of several runs, and writes their config. `make` creates the folder. With
 * `force` it also removes files there, so the lock comes first. Throws RESUME_LOCKED, OUTPUT, and the errors of `make`.
 */
export async function begin<T extends { readonly path: string }>(
  { folder: dir, config }: Plan,
  force: boolean,
  observer: Observer,
  make: () => T,
): Promise<Opened<T>> {
  if (force) writing(dir, () => makeFolder(dir));
  let lock = force ? await lockFolder(dir) : undefined;
  try {
    const folder = make();
    lock ??= await lockFolder(folder.path);
    if (resolve(folder.path) !== resolve(dir)) observer.notice(`${dir} is not empty; writing to ${folder.path}`);
    await writeWhole(folder.path, 'config.json', `${JSON.stringify(config, null, 2)}\n`);
    return { folder, lock };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Opens the folder of an earlier run, as it was at its last checkpoint. */
export function reopen(
  { folder: path, earlier }: Plan,
  { settings, options }: Prepared,
  monitored: MonitoredSplit,
  observer: Observer,
): RunFolder {
  for (const notice of earlier?.notices ?? []) observer.notice(notice);
  const checkpoint = earlier?.checkpoint;
  if (!checkpoint) return RunFolder.restart(path, monitored);
  requireSameSettings(path, checkpoint.settings, settings);
  const folder = RunFolder.reopen(path, checkpoint);
  const [done, total] = [checkpoint.state.iteration, options.iterations].map(grouped);
  observer.notice(`resuming ${path} after iteration ${done} of ${total}`);
  return folder;
}

import { resolve } from 'node:path';
import { makeFolder } from '../files/atomic-write.js';
import { grouped } from '../quantity.js';
import { type MonitoredSplit, RunFolder } from './folder.js';
import { type Lock, lockFolder } from './lock.js';
import type { Observer } from './observer.js';
import { writing } from './output-error.js';
import type { Plan } from './plan.js';
import type { Prepared } from './prepare.js';
import { requireSameSettings } from './settings.js';

/** The folder of a run that this process alone writes to. */
export interface Opened {
  readonly folder: RunFolder;
  readonly lock: Lock;
}

/**
 * Makes and locks a folder. `make` makes the one at `dir`, or the next free one, and returns it; with `force` it removes
 * what is at `dir`, which is locked before. Throws RESUME_LOCKED and what `make` throws.
 */
export async function makeLocked<T extends { readonly path: string }>(
  dir: string,
  force: boolean,
  make: () => T,
): Promise<{ folder: T; lock: Lock }> {
  if (!force) {
    const folder = make();
    return { folder, lock: await lockFolder(folder.path) };
  }
  writing(dir, () => makeFolder(dir));
  const lock = await lockFolder(dir);
  try {
    return { folder: make(), lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The folder of a new run, with its config. */
export async function begin(
  { folder: dir, config }: Plan,
  force: boolean,
  monitored: MonitoredSplit,
  observer: Observer,
): Promise<Opened> {
  const opened = await makeLocked(dir, force, () => RunFolder.create(dir, { force, monitored }));
  const { folder, lock } = opened;
  if (resolve(folder.path) !== resolve(dir)) observer.notice(`${dir} is not empty; writing to ${folder.path}`);
  try {
    await folder.writeFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
  } catch (error) {
    lock.release();
    throw error;
  }
  return opened;
}

/** The folder of an earlier run, cut back to its last checkpoint. */
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

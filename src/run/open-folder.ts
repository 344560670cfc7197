import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { loadConfig } from '../config/load.js';
import { runConfig } from '../config/resolve.js';
import type { Config } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { makeFolder } from '../files/atomic-write.js';
import { grouped } from '../quantity.js';
import { type MonitoredSplit, RunFolder } from './folder.js';
import { isRunFile, removeRun } from './free-folder.js';
import { type Lock, lockFolder } from './lock.js';
import { modelPaths } from './model-paths.js';
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
 * `force`, earlier runs there are removed, so the lock comes first. Throws RESUME_LOCKED, OUTPUT, and the errors of `make`.
 */
export async function begin<T extends { readonly path: string }>(
  { folder: dir, config }: Plan,
  force: boolean,
  observer: Observer,
  make: () => T,
): Promise<Opened<T>> {
  const earlier = force ? await runsIn(dir, config) : [];
  if (force) {
    await requireModelsElsewhere(config, [dir, ...earlier]);
    writing(dir, () => makeFolder(dir));
  }
  let lock = force ? await lockFolder(dir) : undefined;
  try {
    // runs whose parent was killed may still be saving
    for (const path of earlier) (await lockFolder(path)).release();
    for (const path of earlier) writing(path, () => removeRun(path));
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

/** Throws OUTPUT if a model that the run starts from or learns from is in a folder whose run is about to be removed. */
async function requireModelsElsewhere(config: Config, folders: readonly string[]): Promise<void> {
  const configs = config.runs?.map((run) => runConfig(config, run)) ?? [config];
  const needed = configs.flatMap(({ init, distill }) => [...(init.from ? [init.from] : []), ...(distill?.from ?? [])]);
  const emptied = folders.filter((path) => existsSync(path)).map((path) => realpathSync(path));
  for (const path of await modelPaths(needed)) {
    if (!existsSync(path)) continue;
    const model = realpathSync(path);
    if (!emptied.includes(dirname(model)) || !isRunFile(basename(model))) continue;
    throw new TrainerError('OUTPUT', `${folders[0]}: --force would remove ${path}, which this run needs`, {
      hint: 'name another folder with --output',
    });
  }
}

/** The runs in the folder of several runs: those of its config, and those about to be made. */
async function runsIn(folder: string, config: Config): Promise<string[]> {
  const before = await loadConfig(join(folder, 'config.json')).catch(() => undefined);
  const names = [config, before].flatMap((each) => each?.runs ?? []).map(({ name }) => join(folder, name));
  return [...new Set(names)].filter((path) => existsSync(path));
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

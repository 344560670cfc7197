import { join } from 'node:path';
import { configName, loadConfig, resolveConfig } from '../config/load.js';
import { runConfig } from '../config/resolve.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { type EarlierRun, findRun } from './earlier-run.js';
import { decisiveSettings, requireSameSettings } from './settings.js';
import { withTeachers } from './teachers.js';

/** What to train, and where to write the results. */
export interface Plan {
  readonly config: Config;
  readonly folder: string;
  readonly earlier?: EarlierRun | undefined;
}

/**
 * Plans a new run. path: a config file, or the name of a packaged config; without it, the settings are the overrides and
 * the defaults. The folder is `runs/<config name>`, or `runs/<dataset>`, unless the config names one. Throws CONFIG_…, or
 * MODEL_… if a model that the config names cannot be read.
 */
export async function planRun(path: string | undefined, overrides?: ConfigInput): Promise<Plan> {
  const config =
    path === undefined ? resolveConfig({}, overrides, 'flags') : await withTeachers(await loadConfig(path, overrides));
  const name = path === undefined ? config.dataset : configName(path);
  return { config, folder: config.output.dir ?? `runs/${name}` };
}

/** Plans one of the runs in a folder's config.json. Throws like `planRun`, or USAGE if no run has this name. */
export async function planOneOf(folder: string, name: string, overrides?: ConfigInput): Promise<Plan> {
  const config = await loadConfig(join(folder, 'config.json'), overrides);
  const run = config.runs?.find((run) => run.name === name);
  if (!run) throw new TrainerError('USAGE', `${folder}: its config.json has no run ${name}`);
  return { config: await withTeachers(runConfig(config, run)), folder: join(folder, name) };
}

/** Plans to resume a run. Throws RESUME_… if there is no run, or if its config differs from the one at `path`. */
export async function planResume(folder: string, overrides?: ConfigInput, path?: string): Promise<Plan> {
  const earlier = await findRun(folder);
  const own = join(folder, 'config.json');
  const config = await withTeachers(await loadConfig(path ?? own, overrides));
  requireSameSettings(folder, decisiveSettings(await loadConfig(own)), decisiveSettings(config));
  return { config, folder, earlier };
}

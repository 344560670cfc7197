import { join } from 'node:path';
import { configName, loadConfig, resolveConfig } from '../config/load.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { type EarlierRun, findRun } from './earlier-run.js';
import { decisiveSettings, requireSameSettings } from './settings.js';

/** What to train, and where to write the results. */
export interface Plan {
  readonly config: Config;
  readonly folder: string;
  readonly earlier?: EarlierRun | undefined;
}

/**
 * Plans a new run. path: a config file, or the name of a config that comes with the program; by default all settings have
 * their defaults. The folder is `runs/<config name>`, or `runs/<dataset>`, unless the config names one. Throws CONFIG_….
 */
export async function planRun(path: string | undefined, overrides?: ConfigInput): Promise<Plan> {
  const config = path === undefined ? resolveConfig({}, overrides, 'flags') : await loadConfig(path, overrides);
  const name = path === undefined ? config.dataset : configName(path);
  return { config, folder: config.output.dir ?? `runs/${name}` };
}

/** Plans to resume a run. Throws RESUME_… if there is no run, or if its config differs from the one at `path`. */
export async function planResume(folder: string, overrides?: ConfigInput, path?: string): Promise<Plan> {
  const earlier = await findRun(folder);
  const own = join(folder, 'config.json');
  const config = await loadConfig(path ?? own, overrides);
  requireSameSettings(folder, decisiveSettings(await loadConfig(own)), decisiveSettings(config));
  return { config, folder, earlier };
}

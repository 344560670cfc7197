import { join } from 'node:path';
import { configName, loadConfig } from '../config/load.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { type EarlierRun, findRun } from './earlier-run.js';
import { decisiveSettings, requireSameSettings } from './settings.js';

/** What to train, and where the results go. */
export interface Plan {
  readonly config: Config;
  readonly folder: string;
  readonly earlier?: EarlierRun | undefined;
}

/** A new run of a config file, in `runs/<config name>` unless the config names a folder. Throws CONFIG_…. */
export async function planRun(path: string, overrides?: ConfigInput): Promise<Plan> {
  const config = await loadConfig(path, overrides);
  return { config, folder: config.output.dir ?? `runs/${configName(path)}` };
}

/** Resumes a folder's run with its config.json, or the one at `path`. Throws RESUME_… for no run or another setting. */
export async function planResume(folder: string, overrides?: ConfigInput, path?: string): Promise<Plan> {
  const earlier = await findRun(folder);
  const own = join(folder, 'config.json');
  const config = await loadConfig(path ?? own, overrides);
  requireSameSettings(folder, decisiveSettings(await loadConfig(own)), decisiveSettings(config));
  return { config, folder, earlier };
}

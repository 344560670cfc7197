import { join } from 'node:path';
import { configName, loadConfig, resolveConfig } from '../config/load.js';
import { runConfig } from '../config/resolve.js';
import type { Config, ConfigInput } from '../config/schema.js';
import { TrainerError } from '../errors.js';
import { type EarlierRun, findRun } from './earlier-run.js';
import { decisiveSettings, requireSameSettings } from './settings.js';
import { withTeachers } from './teachers.js';

/** What to train, and where the results go. */
export interface Plan {
  readonly config: Config;
  readonly folder: string;
  readonly earlier?: EarlierRun | undefined;
}

/**
 * A new run of a config, a file or a name of the package's, or of the defaults where absent. It is in `runs/<config name>`,
 * `runs/<dataset>` of the defaults, unless the config names a folder. Throws CONFIG_…, or MODEL_… for its teachers.
 */
export async function planRun(path: string | undefined, overrides?: ConfigInput): Promise<Plan> {
  const config =
    path === undefined ? resolveConfig({}, overrides, 'flags') : await withTeachers(await loadConfig(path, overrides));
  const name = path === undefined ? config.dataset : configName(path);
  return { config, folder: config.output.dir ?? `runs/${name}` };
}

/** One of the runs that a folder's config.json has. Throws CONFIG_…, USAGE if none has the name. */
export async function planOneOf(folder: string, name: string, overrides?: ConfigInput): Promise<Plan> {
  const config = await loadConfig(join(folder, 'config.json'), overrides);
  const run = config.runs?.find((run) => run.name === name);
  if (!run) throw new TrainerError('USAGE', `${folder}: its config.json has no run ${name}`);
  return { config: runConfig(config, run), folder: join(folder, name) };
}

/** Resumes a folder's run with its config.json, or the one at `path`. Throws RESUME_… for no run or another setting. */
export async function planResume(folder: string, overrides?: ConfigInput, path?: string): Promise<Plan> {
  const earlier = await findRun(folder);
  const own = join(folder, 'config.json');
  const config = await withTeachers(await loadConfig(path ?? own, overrides));
  requireSameSettings(folder, decisiveSettings(await loadConfig(own)), decisiveSettings(config));
  return { config, folder, earlier };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.js';
import { CsvFile } from '../../files/csv.js';
import { firstFree, isRunFile, removeRun } from '../free-folder.js';
import { lockFolder } from '../lock.js';
import type { Observer } from '../observer.js';
import { begin, type Opened } from '../open-folder.js';
import { writing } from '../output-error.js';
import type { Plan } from '../plan.js';
import { columnsOf, TABLES, tableOf } from './results.js';

/** Creates the folder of several runs with an empty table. Throws RESUME_LOCKED, or OUTPUT if it cannot be written. */
export async function createFolder(plan: Plan, force: boolean, observer: Observer): Promise<Opened<{ path: string }>> {
  const { folder: dir, config } = plan;
  const earlier = force && existsSync(dir) ? await runsIn(plan) : [];
  // runs whose parent was killed may still be saving
  for (const path of earlier) (await lockFolder(path)).release();
  const own = (name: string) => TABLES.includes(name) || isRunFile(name);
  return begin(plan, force, observer, () =>
    firstFree(dir, force, own, (path) => {
      for (const run of earlier) writing(run, () => removeRun(run));
      CsvFile.create(join(path, tableOf(config)), Object.keys(columnsOf(config))).close();
      return { path };
    }),
  );
}

/** The existing run folders in a folder, of the config that is there and of the new runs. */
async function runsIn({ folder, config }: Plan): Promise<string[]> {
  const before = await loadConfig(join(folder, 'config.json')).catch(() => undefined);
  const names = [config, before].flatMap((each) => each?.runs ?? []).map(({ name }) => join(folder, name));
  return [...new Set(names)].filter((path) => existsSync(path));
}

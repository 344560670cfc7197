import { join } from 'node:path';
import { CsvFile } from '../../files/csv.js';
import { firstFree } from '../free-folder.js';
import type { Observer } from '../observer.js';
import { begin, type Opened } from '../open-folder.js';
import type { Plan } from '../plan.js';
import { columnsOf, tableOf } from './results.js';

/** Creates the folder of several runs with an empty table. Throws RESUME_LOCKED, or OUTPUT if it cannot be written. */
export function createFolder(plan: Plan, force: boolean, observer: Observer): Promise<Opened<{ path: string }>> {
  const { folder, config } = plan;
  return begin(plan, force, observer, () =>
    firstFree(folder, force, (path) => {
      CsvFile.create(join(path, tableOf(config)), Object.keys(columnsOf(config))).close();
      return { path };
    }),
  );
}

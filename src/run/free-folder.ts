import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder, PART_FILE } from '../files/atomic-write.js';
import { writing } from './output-error.js';

const FILES = ['config.json', 'loss.csv', 'accuracy.csv', 'model.json', 'report.html', 'run.json'] as const;

/**
 * Makes the folder and starts in it, or if it has files in the next free one: `dir`, `dir-2`, `dir-3` … With `force`, the
 * folder's files that are `own` are removed first. `start` creates a file that must not exist: if two processes try one
 * folder at once, one of them fails with EEXIST and takes the next.
 */
export function firstFree<T>(
  dir: string,
  force: boolean,
  own: (name: string) => boolean,
  start: (path: string) => T,
): T {
  // After `runs/a/` comes `runs/a-2`; after `.` a folder beside it.
  const base = /^[./\\]*$/.test(dir) ? resolve(dir) : dir.replace(/(?<=.)[/\\]+$/, '');
  return writing(base, () => {
    makeFolder(base);
    if (force) {
      removeFiles(base, own);
      return start(base);
    }
    for (let n = 1; ; n++) {
      const path = n === 1 ? base : `${base}-${n}`;
      try {
        makeFolder(path);
        if (readdirSync(path).length === 0) return start(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  });
}

/** Removes the files of a run, and its folder if nothing else is in it. */
export function removeRun(path: string): void {
  removeFiles(path, isRunFile);
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** Whether a file in the folder of a run is one that runs write. */
export function isRunFile(name: string): boolean {
  return (FILES as readonly string[]).includes(name) || /^checkpoint-\d{6,}\.json$/.test(name) || PART_FILE.test(name);
}

export function removeFiles(path: string, isUnwanted: (name: string) => boolean): void {
  for (const name of readdirSync(path)) if (isUnwanted(name)) rmSync(join(path, name), { force: true });
}

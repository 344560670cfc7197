import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder, PART_FILE } from '../files/atomic-write.js';
import { writing } from './output-error.js';

/** The tables of several runs: of one config with several seeds, and of several configs. */
export const TABLES = ['seeds.csv', 'runs.csv'] as const;
const FILES = ['config.json', 'loss.csv', 'accuracy.csv', 'model.json', 'report.html', 'run.json', ...TABLES] as const;

/**
 * Creates the folder, or the next free one if it is not empty (`dir`, `dir-2`, `dir-3` …), and calls `start` in it. With
 * `force`, removes the files of an earlier run first. `start` must create a file that does not exist: of two processes that
 * try the same folder, one then fails with EEXIST and takes the next.
 */
export function firstFree<T>(dir: string, force: boolean, start: (path: string) => T): T {
  // `runs/a/` is followed by `runs/a-2`, and `.` by a folder next to it
  const base = /^[./\\]*$/.test(dir) ? resolve(dir) : dir.replace(/(?<=.)[/\\]+$/, '');
  return writing(base, () => {
    makeFolder(base);
    if (force) {
      removeFiles(base, isRunFile);
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

/** Removes the files of a run, and the folder if it is empty then. */
export function removeRun(path: string): void {
  removeFiles(path, isRunFile);
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** Whether a file in a run's folder was written by a run. */
export function isRunFile(name: string): boolean {
  return (FILES as readonly string[]).includes(name) || /^checkpoint-\d{6,}\.json$/.test(name) || PART_FILE.test(name);
}

export function removeFiles(path: string, isUnwanted: (name: string) => boolean): void {
  for (const name of readdirSync(path)) if (isUnwanted(name)) rmSync(join(path, name), { force: true });
}

import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomic } from '../../src/files/atomic-write.js';
import { CsvFile, growingCsv, lastColumn } from '../../src/files/csv.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

/** The open files of this process below a folder. */
function openIn(folder: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return ''; // of readdirSync itself
    }
  });
  return targets.filter((target) => target.startsWith(folder));
}

const CALLS: Record<string, (path: string) => unknown> = {
  lastColumn: (path) => [...lastColumn(path)],
  'lastColumn, left early': (path) => {
    for (const _ of lastColumn(path)) break;
  },
  growingCsv: (path) => growingCsv()(path, ['a']),
  'CsvFile.reopen': (path) => CsvFile.reopen(path, 2).close(),
  writeFileAtomic: (path) => writeFileAtomic(path, 'a\n2\n'),
  'writeFileAtomic, which fails': (path) => writeFileAtomic(join(path, '..'), '').catch(() => undefined),
};

test.runIf(process.platform === 'linux').each(Object.entries(CALLS))('%s leaves no file open', async (_, call) => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'a\n1\n');
  const file = CsvFile.reopen(path, 2);
  expect(openIn(folder)).toEqual([path]); // what is open is seen
  file.close();
  await call(path);
  expect(openIn(folder)).toEqual([]);
});

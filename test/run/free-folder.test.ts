import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { firstFree, removeRun } from '../../src/run/free-folder.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const free = (dir: string, force = false) => firstFree(dir, force, (path) => path);

test('a folder that is not empty is skipped for the next free one', () => {
  const base = join(temporaryFolder(), 'a');
  expect(free(`${base}//`)).toBe(base);
  writeFileSync(join(base, 'notes.txt'), '');
  writeFileSync(`${base}-2`, 'a file, not a folder');
  expect(free(`${base}/`)).toBe(`${base}-3`);
});

test('force removes the files of a run and nothing else', () => {
  const base = temporaryFolder();
  for (const name of ['model.json', 'checkpoint-000100.json', 'notes.txt']) writeFileSync(join(base, name), '');
  expect(free(base, true)).toBe(base);
  expect(readdirSync(base)).toEqual(['notes.txt']);
});

test('removing a run removes its folder, unless it has other files', () => {
  const base = temporaryFolder();
  for (const name of ['run', 'kept']) {
    mkdirSync(join(base, name));
    writeFileSync(join(base, name, 'model.json'), '');
  }
  writeFileSync(join(base, 'kept/notes.txt'), '');
  for (const name of ['run', 'kept']) removeRun(join(base, name));
  expect(existsSync(join(base, 'run'))).toBe(false);
  expect(readdirSync(join(base, 'kept'))).toEqual(['notes.txt']);
});

test('of two runs that start at the same time one takes the next folder', () => {
  const tried: string[] = [];
  const start = (path: string) => {
    tried.push(basename(path));
    if (tried.length < 2) throw Object.assign(new Error('taken'), { code: 'EEXIST' });
    return path;
  };
  const base = temporaryFolder();
  expect(firstFree(base, false, start)).toBe(`${base}-2`);
  expect(tried).toEqual([basename(base), `${basename(base)}-2`]);
  const denied = () => {
    throw Object.assign(new Error('denied'), { code: 'EACCES' });
  };
  expect(() => firstFree(temporaryFolder(), false, denied)).toThrow('denied');
});

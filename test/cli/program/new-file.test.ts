import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireNew, writeNewFile } from '../../../src/cli/program/new-file.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

test('an existing file needs force; a missing one, a device and a pipe do not', () => {
  const path = join(temporaryFolder(), 'file');
  requireNew(path);
  writeFileSync(path, '');
  expect(() => requireNew(path)).toThrow('already exists');
  requireNew(path, true);
  if (process.platform !== 'win32') requireNew('/dev/null');
});

test.skipIf(process.platform === 'win32')('a link stays, and its file is written', async () => {
  const folder = temporaryFolder();
  const [path, link] = [join(folder, 'file'), join(folder, 'link')];
  writeFileSync(path, 'old');
  symlinkSync(path, link);
  await writeNewFile(link, 'new');
  expect([lstatSync(link).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'new']);
  rmSync(path);
  await writeNewFile(link, 'again');
  expect([lstatSync(link).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'again']);
});

test.skipIf(process.platform === 'win32')('a pipe stays, and its reader gets the content', async () => {
  const pipe = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(writeNewFile(pipe, 'content')).rejects.toThrow('nothing reads this pipe');
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  await writeNewFile(pipe, 'content');
  expect([readFileSync(reader, 'utf8'), lstatSync(pipe).isFIFO()]).toEqual(['content', true]);
  closeSync(reader);
});

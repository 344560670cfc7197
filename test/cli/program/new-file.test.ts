import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
});

test.skipIf(process.platform === 'win32')('a pipe stays, and its reader gets the content', async () => {
  const pipe = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  const read: Buffer[] = [];
  reader.stdout.on('data', (chunk) => read.push(chunk));
  await writeNewFile(pipe, 'content');
  await once(reader, 'close');
  expect([Buffer.concat(read).toString(), lstatSync(pipe).isFIFO()]).toEqual(['content', true]);
});

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, PART_FILE, writeFileAtomic } from '../../src/files/atomic-write.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('writes a new file and replaces an existing one, with text or bytes', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a file');
  await writeFileAtomic(path, 'old');
  await writeFileAtomic(path, Uint8Array.of(0x6e, 0x65, 0x77));
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a file']);
});

test('a failure keeps existing files and leaves no temporary file', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'taken'));
  await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(writeFileAtomic(join(folder, 'missing', 'file'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('on Windows, where a file that is being read cannot be replaced, tries again for half a second', async () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  onTestFinished(() => void Object.defineProperty(process, 'platform', platform));
  Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'file'));
  const start = performance.now();
  await expect(writeFileAtomic(join(folder, 'file'), 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(performance.now() - start).toBeGreaterThan(400);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('concurrent writers do not mix their contents', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'file');
  const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  expect(contents).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['file']);
});

test('PART_FILE matches the names of temporary files only', () => {
  expect('model.json.4711.0123456789ab.part').toMatch(PART_FILE);
  expect('thesis.part').not.toMatch(PART_FILE);
});

// a worker thread, as `npm run mutants` uses, may not change its folder
test.runIf(isMainThread).each(['one', 'one/two/three', './a', '../b', ''])(
  'makeFolder accepts %j relative to the working directory',
  (path) => {
    const here = process.cwd();
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'inside'));
    try {
      process.chdir(join(folder, 'inside'));
      makeFolder(path || '.');
      makeFolder(path || '.');
      expect(existsSync(path || '.')).toBe(true);
    } finally {
      process.chdir(here);
    }
  },
);

test.runIf(process.platform === 'linux')('makeFolder throws where no folder can be created', () => {
  expect(() => makeFolder('/proc/one/two')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => makeFolder('/sys/one/two')).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^E(PERM|ACCES|ROFS)$/) }),
  );
});

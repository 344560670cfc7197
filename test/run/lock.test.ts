import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../src/run/lock.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const { platform } = process;
const { TMPDIR } = process.env;
const pretend = (value: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value });
const useFolder = (path: string | undefined) => {
  if (path === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = path;
};

afterEach(() => {
  pretend(platform);
  useFolder(TMPDIR);
});

test('a folder can be locked once, also before it exists and by another path', async () => {
  const base = temporaryFolder();
  const lock = await lockFolder(join(base, 'new'));
  const refusal = {
    code: 'RESUME_LOCKED',
    message: expect.stringMatching(/new: another process is training in this folder$/),
    hint: 'wait until it ends, or stop it and then resume the run',
  };
  await expect(lockFolder(`${base}/other/../new`)).rejects.toMatchObject(refusal);
  lock.release();
  (await lockFolder(join(base, 'new'))).release();
});

test('a link to a folder has its lock', async () => {
  const [folder, link] = ['folder', 'link'].map((name) => join(temporaryFolder(), name));
  mkdirSync(folder);
  symlinkSync(folder, link, 'junction');
  const lock = await lockFolder(link);
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'RESUME_LOCKED' });
  lock.release();
});

describe.skipIf(process.platform === 'win32')('with socket files, as on macOS', () => {
  test('a folder can be locked once', async () => {
    const folder = temporaryFolder();
    useFolder(temporaryFolder());
    pretend('darwin');
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'RESUME_LOCKED' });
    lock.release();
    (await lockFolder(folder)).release();
  });

  test('the file of a process that was killed does not lock', async () => {
    const folder = temporaryFolder();
    const sockets = temporaryFolder();
    useFolder(sockets);
    pretend('darwin');
    const lock = await lockFolder(folder);
    const [name] = readdirSync(sockets);
    lock.release();
    const listenAndDie =
      "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
    expect(spawnSync(process.execPath, ['-e', listenAndDie, join(sockets, name)]).signal).toBe('SIGKILL');
    expect(existsSync(join(sockets, name))).toBe(true);
    (await lockFolder(folder)).release();
    expect(readdirSync(sockets)).toEqual([]);
  });

  test('a system without room for a socket locks nothing', async () => {
    const folder = temporaryFolder();
    useFolder(join(folder, 'missing'));
    pretend('darwin');
    for (const lock of [await lockFolder(folder), await lockFolder(folder)]) lock.release();
  });
});

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorNumber } from './read-file.js';

/** What an interrupted write leaves next to its target: `<name>.<pid>.<random>.part`. */
export const PART_FILE = /\.\d+\.[0-9a-f]{12}\.part$/;

/**
 * Writes a whole file or nothing: a temporary file beside it, fsync, rename, fsync of the folder. A reader, or a
 * machine that loses power, sees the previous content or the new one. Two writers cannot mix; the later one wins.
 * The folder must exist. Throws the file system's own error and leaves no temporary file behind.
 */
export async function writeFileAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const part = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await replace(part, path);
  } catch (error) {
    await unlink(part).catch(() => undefined);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes a folder and those above it, durably: the entry of each new one is synced. An existing one stays as it is. */
export function makeFolder(path: string): void {
  const first = makeMissing(resolve(path));
  if (first === undefined) return;
  const top = dirname(first);
  let folder = resolve(path);
  do {
    folder = dirname(folder);
    syncFolder(folder);
  } while (folder !== top && folder !== dirname(folder));
}

/**
 * Returns the outermost folder that was missing. Node's own recursive mkdir calls a read-only disk ENOENT, and in
 * places such as /proc it never ends.
 */
function makeMissing(folder: string): string | undefined {
  try {
    return makeOne(folder) ? folder : undefined;
  } catch (error) {
    if (errorNumber(error) !== 'ENOENT' || folder === dirname(folder)) throw error;
  }
  const first = makeMissing(dirname(folder));
  return makeOne(folder) ? (first ?? folder) : first;
}

/** Whether the folder had to be made; another process may be quicker. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

/** Windows refuses to replace a file while another process reads it, which takes milliseconds: ask again. */
async function replace(part: string, path: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(part, path);
    } catch (error) {
      if (process.platform !== 'win32' || tries === 20) throw error;
      await sleep(25);
    }
  }
}

/** Makes the rename itself durable. Windows and some network file systems cannot sync a folder; theirs to keep. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The file's content is synced, which is all such a file system offers.
  }
}

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  const folder = resolve(path);
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder); // not `recursive`, which calls a read-only disk ENOENT and in /proc never ends
  } catch (error) {
    if (isFolder(folder)) return; // another process was quicker
    throw error;
  }
  syncFolder(above);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
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

/** How Windows and some network file systems say that they cannot sync a folder, or ours that we may not read it. */
const CANNOT_SYNC = new Set(['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'ENOSYS']);

/** Makes the rename itself durable. Where a folder cannot be synced, its files are, which is all there is to have. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

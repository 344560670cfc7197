import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFolder } from './is-folder.js';
import { systemErrorCode } from './read-file.js';

/** Matches the temporary file that an interrupted write leaves: `<name>.<pid>.<random>.part`. */
export const PART_FILE = /\.\d+\.[0-9a-f]{12}\.part$/;

/**
 * Writes a file atomically: writes a temporary file in the same folder, calls fsync, renames it, and calls fsync on the
 * folder. After a crash the file has either its old or its new content. With two writers, the later one wins. The folder
 * must exist. Throws the file system's error and removes the temporary file.
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

/** Creates a folder and its parents, and syncs each new entry to disk. Does nothing if the folder exists. */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder); // `recursive` reports a read-only disk as ENOENT, and never returns in /proc
  } catch (error) {
    if (isFolder(folder)) return; // another process created it
    throw error;
  }
  syncFolder(above);
}

/** Renames, with retries: Windows fails for some milliseconds while another process reads the target. */
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

/** Errors of Windows and some network file systems that cannot sync a folder, and of folders we may not read. */
const CANNOT_SYNC = new Set(['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP', 'ENOSYS']);

/** Makes a rename durable. If the system cannot sync folders, this does nothing. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!CANNOT_SYNC.has(systemErrorCode(error))) throw error;
  }
}

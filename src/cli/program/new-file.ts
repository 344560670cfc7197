import { constants, existsSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TrainerError } from '../../errors.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { isFolder } from '../../files/is-folder.js';
import { fileReason, systemErrorCode } from '../../files/read-file.js';

/** Throws OUTPUT if the path is a folder, or an existing file and `force` is not set. Devices and pipes may be written. */
export function requireNew(path: string, force = false): void {
  if (isFolder(path)) {
    throw new TrainerError('OUTPUT', `${path}: is a folder`, { hint: `name a file in it: ${join(path, 'NAME')}` });
  }
  if (force || !existsSync(path) || isSpecial(path)) return;
  throw new TrainerError('OUTPUT', `${path}: already exists`, {
    hint: 'name another file, or add --force to overwrite it',
  });
}

/** Writes a file atomically, or the file that a link names; a device or a pipe directly. Throws OUTPUT. */
export async function writeNewFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    if (isSpecial(path)) await writeDirectly(path, content);
    else await writeFileAtomic(targetOf(path), content);
  } catch (error) {
    const reason = systemErrorCode(error) === 'ENOENT' ? `there is no folder ${dirname(path)}` : fileReason(error);
    throw new TrainerError('OUTPUT', `${path}: ${reason}`, { hint: 'name a file in a folder that you can write to' });
  }
}

/** Whether a path is that of a device or a pipe. */
function isSpecial(path: string): boolean {
  return existsSync(path) && !statSync(path).isFile();
}

/** The file that a link names, or the path itself. The file need not exist. */
function targetOf(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
}

/** Writes to a device or a pipe. Opening a pipe that nothing reads would wait for ever, so it is tried first. */
async function writeDirectly(path: string, content: Uint8Array | string): Promise<void> {
  const tried = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    await writeFile(path, content);
  } finally {
    await tried.close();
  }
}

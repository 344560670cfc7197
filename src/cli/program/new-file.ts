import { existsSync, realpathSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { isFolder } from '../../files/is-folder.js';
import { fileReason, systemErrorCode } from '../../files/read-file.js';

/** Throws OUTPUT if the path is a folder, or an existing file and `force` is not set. Devices and pipes may be written. */
export function requireNew(path: string, force = false): void {
  if (isFolder(path)) {
    throw new TrainerError('OUTPUT', `${path}: is a folder`, { hint: `name a file in it: ${join(path, 'NAME')}` });
  }
  if (force || !existsSync(path) || !statSync(path).isFile()) return;
  throw new TrainerError('OUTPUT', `${path}: already exists`, {
    hint: 'name another file, or add --force to overwrite it',
  });
}

/** Writes a file atomically, or the file that a link names; a device or a pipe directly. Throws OUTPUT. */
export async function writeNewFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    if (!existsSync(path)) await writeFileAtomic(path, content);
    else if (statSync(path).isFile()) await writeFileAtomic(realpathSync(path), content);
    else await writeFile(path, content);
  } catch (error) {
    const reason = systemErrorCode(error) === 'ENOENT' ? `there is no folder ${dirname(path)}` : fileReason(error);
    throw new TrainerError('OUTPUT', `${path}: ${reason}`, { hint: 'name a file in a folder that you can write to' });
  }
}

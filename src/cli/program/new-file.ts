import { existsSync } from 'node:fs';
import { TrainerError } from '../../errors.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { fileReason } from '../../files/read-file.js';

/** Throws OUTPUT if the file exists, unless forced. */
export function requireNew(path: string, force = false): void {
  if (force || !existsSync(path)) return;
  throw new TrainerError('OUTPUT', `${path}: already exists`, { hint: 'name another file, or add --force' });
}

/** Writes a file that a command was asked for, whole or not at all. Throws OUTPUT where it cannot be written. */
export async function writeNewFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFileAtomic(path, content);
  } catch (error) {
    throw new TrainerError('OUTPUT', `${path}: ${fileReason(error)}`, {
      hint: 'name a file in a folder that exists',
    });
  }
}

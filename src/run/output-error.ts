import { join } from 'node:path';
import { TrainerError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic-write.js';
import { errorNumber, fileReason } from '../files/read-file.js';

/** Runs a write into the folder of a run; an error of the file system becomes OUTPUT. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw outputError(path, error);
  }
}

/** Writes a file of a run's folder, whole or not at all. Throws OUTPUT. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(join(folder, name), text);
  } catch (error) {
    throw outputError(folder, error);
  }
}

/** OUTPUT for an error of the file system; any other error as it is. */
function outputError(path: string, error: unknown): unknown {
  const number = errorNumber(error);
  if (number === '') return error;
  const reason = number === 'ENOENT' ? 'the folder has vanished' : fileReason(error);
  return new TrainerError('OUTPUT', `${path}: ${reason}`, {
    hint: 'make room and permissions in the folder, or start a run in another one with --output DIR',
    cause: error,
  });
}

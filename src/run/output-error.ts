import { join } from 'node:path';
import { TrainerError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic-write.js';
import { fileReason, systemErrorCode } from '../files/read-file.js';

/** Runs a write to the folder of a run. File system errors become OUTPUT errors. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw outputError(path, error);
  }
}

/** Writes a file of a run's folder atomically. Throws OUTPUT. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(join(folder, name), text);
  } catch (error) {
    throw outputError(folder, error);
  }
}

/** An OUTPUT error for a file system error; other errors are returned unchanged. */
function outputError(path: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === '') return error;
  const reason = code === 'ENOENT' ? 'the folder no longer exists' : fileReason(error);
  return new TrainerError('OUTPUT', `${path}: ${reason}`, {
    hint: 'check the free space and the permissions of the folder, or start a run in another one with --output DIR',
    cause: error,
  });
}

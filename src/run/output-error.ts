import { TrainerError } from '../errors.js';
import { errorNumber, fileReason } from '../files/read-file.js';

/** Runs a write into the folder of a run; an error of the file system becomes OUTPUT. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw outputError(path, error);
  }
}

/** OUTPUT for an error of the file system; any other error as it is. */
export function outputError(path: string, error: unknown): unknown {
  const number = errorNumber(error);
  if (number === '') return error;
  const reason = number === 'ENOENT' ? 'the folder has vanished' : fileReason(error);
  return new TrainerError('OUTPUT', `${path}: ${reason}`, {
    hint: 'make room and permissions in the folder, or start a run in another one with --output DIR',
    cause: error,
  });
}

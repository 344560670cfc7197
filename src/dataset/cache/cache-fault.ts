import { type ErrorCode, TrainerError } from '../../errors.js';
import { errorNumber, fileReason } from '../../files/read-file.js';

const CHOOSE = 'choose another folder with --data-dir';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'CACHE_FULL',
  EDQUOT: 'CACHE_FULL',
  EACCES: 'CACHE_DENIED',
  EPERM: 'CACHE_DENIED',
  EROFS: 'CACHE_READ_ONLY',
  ENOTDIR: 'CACHE_FOLDER',
  EEXIST: 'CACHE_FOLDER',
  ENOENT: 'CACHE_FOLDER',
};

/** Why nothing can be stored at a path, as a `CACHE_…` error; an error that is not the file system's stays as it is. */
export function cacheFault(error: unknown, path: string): unknown {
  const name = errorNumber(error);
  if (name === '') return error;
  const reason = name === 'ENOENT' ? 'cannot be made (is the disk read-only, or a link broken?)' : fileReason(error);
  const hint = CODES[name] === 'CACHE_FULL' ? `free some space, or ${CHOOSE}` : CHOOSE;
  return new TrainerError(CODES[name] ?? 'CACHE_WRITE', `${path}: ${reason}`, { hint, cause: error });
}

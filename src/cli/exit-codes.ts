import { type ErrorFamily, TrainerError } from '../errors.js';
import { Interrupted } from './interrupt.js';

const BUG = 1;
export const USAGE = 2;

const BY_FAMILY: Record<ErrorFamily, number> = {
  USAGE,
  CONFIG: 2,
  DOWNLOAD: 3,
  CACHE: 3,
  GZIP: 3,
  IDX: 3,
  HASH: 3,
  TRAINING: 4,
  MODEL: 5,
  CHECK: 6,
  OUTPUT: 7,
};

/** The one place where exit codes are decided. */
export function exitCode(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof TrainerError) return BY_FAMILY[error.code.split('_')[0] as ErrorFamily];
  return BUG;
}

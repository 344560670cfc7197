import { type ErrorFamily, TrainerError } from '../../errors.js';
import { Interrupted } from './interrupt.js';

const BUG = 1;
export const USAGE = 2;

const BAD_DATA = 3;
const REFETCH = 'delete the file and run again to download it; if you made the file, write it again';

/** Exit code of each error family, and the hint for errors without a hint of their own. */
const FAMILIES: Record<ErrorFamily, { exitCode: number; hint: string }> = {
  USAGE: { exitCode: USAGE, hint: '--help lists commands and flags' },
  CONFIG: { exitCode: USAGE, hint: 'mnist-train schema lists every key and its values' },
  DOWNLOAD: { exitCode: BAD_DATA, hint: 'try again, or use dataset: strokes, which needs no network' },
  CACHE: { exitCode: BAD_DATA, hint: 'name another folder with --data-dir DIR' },
  GZIP: { exitCode: BAD_DATA, hint: REFETCH },
  IDX: { exitCode: BAD_DATA, hint: REFETCH },
  HASH: { exitCode: BAD_DATA, hint: REFETCH },
  IMAGE: { exitCode: BAD_DATA, hint: 'save the image as PNG or JPEG again' },
  TRAINING: { exitCode: 4, hint: 'lower learningRate' },
  MODEL: { exitCode: 5, hint: 'train the model again, or fetch an undamaged copy' },
  RESUME: { exitCode: 5, hint: 'start a new run: mnist-train --config FILE' },
  CHECK: { exitCode: 6, hint: 'the output shows which check failed' },
  OUTPUT: { exitCode: 7, hint: 'choose another folder with --output DIR' },
};

export function exitCode(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof TrainerError) return FAMILIES[familyOf(error)].exitCode;
  return BUG;
}

export function hintFor(error: TrainerError): string {
  return error.hint ?? FAMILIES[familyOf(error)].hint;
}

function familyOf({ code }: TrainerError): ErrorFamily {
  return code.split('_')[0] as ErrorFamily;
}

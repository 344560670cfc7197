import { TrainerError } from '../../errors.js';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  readonly hint: string;
}

/** Parses the number given with a flag. Throws USAGE if it is not in the range. */
export function numberFlag(flag: string, text: string, { min, max, isWhole = false, hint }: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'whole number' : 'number';
  throw new TrainerError('USAGE', `${flag}: expected a ${kind} from ${min} to ${max}, got "${text}"`, { hint });
}

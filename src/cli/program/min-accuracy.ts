import { TrainerError } from '../../errors.js';
import { numberFlag } from './number-flag.js';

/** The value of --min-accuracy, 0 if it is not given. Throws USAGE. */
export function parseMinAccuracy(text = '0'): number {
  return numberFlag('--min-accuracy', text, { min: 0, max: 1, hint: 'it is a fraction: 0.95 for 95 %' });
}

/** Throws CHECK_ACCURACY. */
export function requireAccuracy(accuracy: number, minAccuracy: number): void {
  if (accuracy >= minAccuracy) return;
  throw new TrainerError('CHECK_ACCURACY', `accuracy ${accuracy} is below --min-accuracy ${minAccuracy}`, {
    hint: 'train longer, or ask for less',
  });
}

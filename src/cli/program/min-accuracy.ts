import { TrainerError } from '../../errors.js';
import { numberFlag } from './number-flag.js';

/** The value of --min-accuracy, by default 0. Throws USAGE if it is not between 0 and 1. */
export function parseMinAccuracy(text = '0'): number {
  return numberFlag('--min-accuracy', text, { min: 0, max: 1, hint: 'give a fraction: 0.95 for 95 %' });
}

/** Throws CHECK_ACCURACY if the accuracy is below the minimum. */
export function requireAccuracy(accuracy: number, minAccuracy: number): void {
  if (accuracy >= minAccuracy) return;
  throw new TrainerError('CHECK_ACCURACY', `accuracy ${accuracy} is below --min-accuracy ${minAccuracy}`, {
    hint: 'train longer, or lower --min-accuracy',
  });
}

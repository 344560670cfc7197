import { TrainerError } from '../../errors.js';

/** The value of --min-accuracy, 0 if it is not given. Throws USAGE. */
export function parseMinAccuracy(text: string | undefined): number {
  const value = Number(text ?? 0);
  if (value >= 0 && value <= 1 && text !== '') return value;
  throw new TrainerError('USAGE', `--min-accuracy: expected a number from 0 to 1, got "${text}"`, {
    hint: 'it is a fraction: 0.95 for 95 %',
  });
}

/** Throws CHECK_ACCURACY. */
export function requireAccuracy(accuracy: number, minAccuracy: number): void {
  if (accuracy >= minAccuracy) return;
  throw new TrainerError('CHECK_ACCURACY', `accuracy ${accuracy} is below --min-accuracy ${minAccuracy}`, {
    hint: 'train longer, or ask for less',
  });
}

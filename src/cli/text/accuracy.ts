import type { AccuracyRecord } from '../../training/records.js';
import { fraction, loss } from './numbers.js';

/** `test 0.9704`, or `validation 0.9704` if the run monitors validation images. */
export function monitoredAccuracy({ testAccuracy, validationAccuracy }: Omit<AccuracyRecord, 'kind' | 'loss'>): string {
  if (validationAccuracy !== undefined) return `validation ${fraction(validationAccuracy)}`;
  return `test ${fraction(testAccuracy ?? Number.NaN)}`;
}

/** An evaluation as one line. */
export function evaluationLine(record: AccuracyRecord): string {
  const { iteration, epoch, trainAccuracy } = record;
  const accuracies = `train ${fraction(trainAccuracy)}  ${monitoredAccuracy(record)}`;
  return `iteration ${String(iteration).padStart(5)}  epoch ${String(epoch).padStart(2)}  loss ${loss(record.loss)}  ${accuracies}`;
}

import { join } from 'node:path';
import { lastColumn } from '../files/csv.js';
import { Checkup } from '../training/health/checkup.js';
import type { Checkpoint } from './checkpoint.js';
import { writing } from './output-error.js';
import type { Prepared } from './prepare.js';

/**
 * Starts the checkup of a new run, or of a run resumed from a checkpoint. A resumed one also gets the losses that the
 * earlier process wrote.
 */
export function startCheckup({ network, data, options }: Prepared, folder: string, from?: Checkpoint): Checkup {
  const checkup = new Checkup(network, data, options.iterations * options.batchSize, from?.start);
  if (from === undefined) return checkup;
  writing(folder, () => {
    for (const loss of lastColumn(join(folder, 'loss.csv'))) checkup.addLoss(loss);
  });
  return checkup;
}

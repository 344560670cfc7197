import { join } from 'node:path';
import { lastColumn } from '../files/csv.js';
import { Checkup } from '../training/health/checkup.js';
import type { Checkpoint } from './checkpoint.js';
import { writing } from './output-error.js';
import type { Prepared } from './prepare.js';

/**
 * The checkup of a run whose net is freshly initialised, or of which a checkpoint tells how it began. It hears of the losses
 * that an earlier process wrote.
 */
export function startCheckup({ network, data, options }: Prepared, folder: string, from?: Checkpoint): Checkup {
  const checkup = new Checkup(network, data, options.iterations * options.batchSize, from?.start);
  if (from === undefined) return checkup;
  writing(folder, () => {
    for (const loss of lastColumn(join(folder, 'loss.csv'))) checkup.addLoss(loss);
  });
  return checkup;
}

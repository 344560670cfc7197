import type { DataFlags } from '../cli/program/flags.js';
import type { Dataset } from '../dataset/dataset.js';
import { type LoadOptions, loadDataset } from '../dataset/load.js';
import { TrainerError } from '../errors.js';

/** What the data flags ask for; given no dataset, MNIST where it is at hand, and nothing downloaded unasked. */
export function benchLoadOptions({ dataset, dataDir, mirror, offline }: DataFlags): LoadOptions {
  return {
    dataset: dataset ?? 'mnist',
    dataDir: dataDir || 'data',
    offline: offline ?? (dataset === undefined && !mirror?.length),
    ...(mirror?.length && { mirrors: mirror }),
    onNotice: (message) => process.stderr.write(`${message}\n`),
  };
}

/** MNIST if it can be had, or else the built-in digits. */
export async function benchDataset(flags: DataFlags): Promise<Dataset> {
  const options = benchLoadOptions(flags);
  try {
    return await loadDataset(options);
  } catch (error) {
    if (flags.dataset !== undefined || !(error instanceof TrainerError)) throw error;
    process.stderr.write(`NOT MNIST but the built-in digits: ${error.message}\n`);
    return loadDataset({ ...options, dataset: 'strokes' });
  }
}

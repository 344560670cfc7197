import type { DataFlags } from '../cli/program/flags.js';
import type { Dataset } from '../dataset/dataset.js';
import { type LoadOptions, loadDataset } from '../dataset/load.js';
import { TrainerError } from '../errors.js';

/** The data flags as load options. Without a dataset: MNIST if it is in the cache, without downloading. */
export function benchLoadOptions({ dataset, dataDir, mirror, offline }: DataFlags): LoadOptions {
  return {
    dataset: dataset ?? 'mnist',
    dataDir: dataDir || 'data',
    offline: offline ?? (dataset === undefined && !mirror?.length),
    ...(mirror?.length && { mirrors: mirror }),
    onNotice: (message) => process.stderr.write(`${message}\n`),
  };
}

export async function benchDataset(flags: DataFlags): Promise<Dataset> {
  const options = benchLoadOptions(flags);
  try {
    return await loadDataset(options);
  } catch (error) {
    if (flags.dataset !== undefined || !(error instanceof TrainerError)) throw error;
    process.stderr.write(`using the built-in digits INSTEAD OF MNIST: ${error.message}\n`);
    return loadDataset({ ...options, dataset: 'strokes' });
  }
}

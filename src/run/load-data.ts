import type { Config } from '../config/schema.js';
import type { Dataset, TestSet } from '../dataset/dataset.js';
import { type LoadOptions, loadDataset, loadTestSet } from '../dataset/load.js';
import type { Observer } from './observer.js';

/** The dataset of a config. Throws what `loadDataset` throws, or the signal's reason. */
export async function loadConfiguredDataset(
  config: Config,
  observer: Observer,
  signal?: AbortSignal,
): Promise<Dataset> {
  const dataset = await loadDataset(loadOptions(config, observer, signal));
  signal?.throwIfAborted(); // the last stages of loading do not look
  return dataset;
}

/** The test half of the dataset of a config. Throws what `loadTestSet` throws, or the signal's reason. */
export async function loadConfiguredTestSet(
  config: Config,
  observer: Observer,
  signal?: AbortSignal,
): Promise<TestSet> {
  const testSet = await loadTestSet(loadOptions(config, observer, signal));
  signal?.throwIfAborted();
  return testSet;
}

export function loadOptions({ dataset, data }: Config, observer: Observer, signal?: AbortSignal): LoadOptions {
  return {
    dataset,
    dataDir: data.dir,
    offline: data.offline,
    ...(data.mirrors && { mirrors: data.mirrors }),
    ...(data.limit && { limit: data.limit }),
    ...(signal && { signal }),
    onProgress: ({ kind, file, done, total }) =>
      observer.working(`${kind === 'download' ? 'download' : 'draw'} ${file}`, done, total),
    onNotice: (message) => observer.notice(message),
  };
}

import type { Config } from '../../config/schema.js';
import type { Dataset, TestSet } from '../../dataset/dataset.js';
import { type LoadOptions, loadDataset, loadTestSet } from '../../dataset/load.js';
import type { Display } from './display.js';

/** The dataset a config names, loaded with progress shown. */
export async function loadConfiguredDataset(config: Config, display: Display, signal: AbortSignal): Promise<Dataset> {
  const dataset = await loadDataset(loadOptions(config, display, signal));
  signal.throwIfAborted(); // the last stages of loading do not look
  return dataset;
}

/** Its test half, likewise. */
export async function loadConfiguredTestSet(config: Config, display: Display, signal: AbortSignal): Promise<TestSet> {
  const testSet = await loadTestSet(loadOptions(config, display, signal));
  signal.throwIfAborted();
  return testSet;
}

export function loadOptions({ dataset, data }: Config, display: Display, signal: AbortSignal): LoadOptions {
  return {
    dataset,
    dataDir: data.dir,
    offline: data.offline,
    ...(data.mirrors && { mirrors: data.mirrors }),
    ...(data.limit && { limit: data.limit }),
    signal,
    onProgress: (event) => display.loading(event),
    onNotice: (message) => display.notice(message),
  };
}

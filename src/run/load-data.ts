import type { Config } from '../config/schema.js';
import type { LoadOptions, LoadProgress } from '../dataset/load.js';
import type { Watch } from './observer.js';

/** What the progress bar calls the work on a file. */
const WORK: Readonly<Record<LoadProgress['kind'], string>> = { download: 'download', generate: 'draw', read: 'read' };

/** The options for loading the dataset of a config. */
export function loadOptions({ dataset, data }: Config, { observer, signal }: Watch): LoadOptions {
  return {
    dataset,
    dataDir: data.dir,
    offline: data.offline,
    ...(data.mirrors && { mirrors: data.mirrors }),
    ...(data.limit && { limit: data.limit }),
    ...(signal && { signal }),
    onProgress: ({ kind, file, done, total }) => observer.working(`${WORK[kind]} ${file}`, done, total),
    onNotice: (message) => observer.notice(message),
  };
}

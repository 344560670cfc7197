import type { Config } from '../config/schema.js';
import type { LoadOptions } from '../dataset/load.js';
import type { Watch } from './observer.js';

/** How to load the dataset of a config. */
export function loadOptions({ dataset, data }: Config, { observer, signal }: Watch): LoadOptions {
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

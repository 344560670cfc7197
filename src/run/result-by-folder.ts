import { relative, sep } from 'node:path';
import type { Model } from '../network/model-json.js';
import { type Metrics, metrics } from '../training/evaluation/metrics.js';
import type { ReadFile } from './read-images.js';

/**
 * The metrics of a folder of images, if every image lies in a subfolder named after a class of the model; else undefined.
 * Images that could not be read do not count. The loss is NaN.
 */
export function resultByFolder(
  rows: readonly ReadFile[],
  folder: string,
  { classes }: Pick<Model, 'classes'>,
): Metrics | undefined {
  const read = rows.filter(({ digit }) => digit !== null);
  const labels = read.map(({ file }) => {
    const [first, ...rest] = relative(folder, file).split(sep);
    return rest.length > 0 ? classes.indexOf(first) : -1;
  });
  if (new Set(labels).size < 2 || labels.includes(-1)) return undefined;
  const predicted = Uint8Array.from(read, ({ digit }) => classes.indexOf(String(digit)));
  return metrics({ predicted, labels: Uint8Array.from(labels), loss: Number.NaN }, classes.length);
}

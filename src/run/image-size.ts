import type { DatasetShape } from '../dataset/dataset.js';
import type { Model } from '../network/model-json.js';

/** The size of the images that a model takes; undefined if its file does not tell. */
export function imageSize({
  architecture: { input },
  training,
}: Model): Pick<DatasetShape, 'rows' | 'columns'> | undefined {
  const { rows, columns } = Object((training as { dataset?: unknown }).dataset);
  if (Number.isInteger(rows) && Number.isInteger(columns) && rows * columns === input) return { rows, columns };
  const side = Math.sqrt(input);
  return Number.isInteger(side) ? { rows: side, columns: side } : undefined;
}

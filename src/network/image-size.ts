import type { Model } from './model-json.js';

/** The size of the images that a model takes: as in its training facts, or a square; undefined if neither fits. */
export function imageSize({
  architecture: { input },
  training,
}: Pick<Model, 'architecture' | 'training'>): { rows: number; columns: number } | undefined {
  const { rows, columns } = Object((training as { dataset?: unknown }).dataset);
  if (Number.isInteger(rows) && Number.isInteger(columns) && rows * columns === input) return { rows, columns };
  const side = Math.sqrt(input);
  return Number.isInteger(side) ? { rows: side, columns: side } : undefined;
}

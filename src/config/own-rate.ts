import { isMapping } from '../documents/tree.js';
import { OPTIMIZERS } from '../training/optimizers/optimizers.js';

/** A raw config that names no learning rate, with the one of its optimizer. What is wrong in it stays, to be complained about. */
export function withOwnRate(raw: unknown): unknown {
  if (!isMapping(raw) || raw.learningRate !== undefined) return raw;
  const name = isMapping(raw.optimizer) ? raw.optimizer.name : raw.optimizer;
  const row = Object.entries(OPTIMIZERS).find(([known]) => known === name)?.[1];
  return row ? { ...raw, learningRate: row.learningRate } : raw;
}

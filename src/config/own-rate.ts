import { isMapping } from '../documents/tree.js';
import { OPTIMIZERS } from '../training/optimizers/optimizers.js';

/** Adds the optimizer's own learning rate to a raw config without one. Invalid values stay, so that the schema reports them. */
export function withOwnRate(raw: unknown): unknown {
  if (!isMapping(raw) || raw.learningRate !== undefined) return raw;
  const name = isMapping(raw.optimizer) ? raw.optimizer.name : raw.optimizer;
  const row = Object.entries(OPTIMIZERS).find(([known]) => known === name)?.[1];
  return row ? { ...raw, learningRate: row.learningRate } : raw;
}

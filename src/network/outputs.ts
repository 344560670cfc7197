import { LOSSES } from '../layers/losses.js';
import type { Architecture } from './network.js';

export type OutputName = 'probability' | 'output';

/** Whether a net's outputs are probabilities: numbers from 0 to 1 whose sum is 1. */
export function areProbabilities({ loss }: Architecture): boolean {
  return LOSSES[loss ?? 'exact'].hasProbabilities;
}

/** What to call one output of a net. */
export function outputName(architecture: Architecture): OutputName {
  return areProbabilities(architecture) ? 'probability' : 'output';
}

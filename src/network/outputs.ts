import { LOSSES } from '../layers/losses.js';
import type { Architecture } from './network.js';

/** Whether a net's outputs are probabilities: numbers from 0 to 1 whose sum is 1. */
export function areProbabilities({ loss }: Architecture): boolean {
  return LOSSES[loss ?? 'exact'].hasProbabilities;
}

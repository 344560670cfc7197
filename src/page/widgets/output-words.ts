import type { Architecture } from '../../network/network.js';
import { areProbabilities } from '../../network/outputs.js';
import { decimal, probability } from './numbers.js';

/** The name and number format of a net's outputs. */
export interface OutputWords {
  readonly areProbabilities: boolean;
  readonly singular: 'probability' | 'output';
  readonly plural: 'probabilities' | 'outputs';
  readonly text: (output: number) => string;
}

export function outputWords(architecture: Architecture): OutputWords {
  return areProbabilities(architecture)
    ? { areProbabilities: true, singular: 'probability', plural: 'probabilities', text: probability }
    : { areProbabilities: false, singular: 'output', plural: 'outputs', text: decimal };
}

/** The classes of the largest outputs, the largest first. */
export function topClasses(outputs: Float64Array, count: number): number[] {
  return [...outputs.keys()].sort((a, b) => outputs[b] - outputs[a]).slice(0, count);
}

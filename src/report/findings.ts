import type { TestSet } from '../dataset/dataset.js';
import type { Network } from '../network/network.js';
import { areProbabilities } from '../network/outputs.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import { metrics } from '../training/evaluation/metrics.js';
import type { LoadedSplit } from '../training/training-data.js';
import { calibration } from './calibration.js';
import { chooseImages } from './chosen-images.js';
import { unitImportance } from './unit-importance.js';

/** A net and its outputs for a test set, which its engine has loaded as `split`. */
export interface Evaluated {
  readonly network: Network;
  readonly testSet: TestSet;
  readonly split: LoadedSplit;
  readonly evaluation: Evaluation;
}

/** Pairs of classes; with many classes there can be thousands. */
const MOST_CONFUSED = 100;

/** What a net's outputs for a test set show. */
export type Findings = ReturnType<typeof findings>;

export function findings({ network, testSet, split, evaluation }: Evaluated) {
  const { confused, ...results } = metrics(evaluation, testSet.classes);
  return {
    metrics: { ...results, confused: confused.slice(0, MOST_CONFUSED) },
    ...(areProbabilities(network.architecture) && { calibration: calibration(evaluation) }),
    images: chooseImages(testSet.test, evaluation),
    unitImportance: unitImportance(network, split),
  };
}

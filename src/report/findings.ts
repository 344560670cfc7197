import type { TestSet } from '../dataset/dataset.js';
import type { View } from '../image/views/views.js';
import type { Architecture, Network } from '../network/network.js';
import { areProbabilities } from '../network/outputs.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import { metrics } from '../training/evaluation/metrics.js';
import type { LoadedSplit } from '../training/training-data.js';
import { calibration } from './calibration.js';
import { chooseImages } from './chosen-images.js';
import { unitImportance } from './unit-importance.js';

/** A net and its outputs for a test set; `split` is the test set in the engine's memory. */
export interface Evaluated {
  readonly network: Network;
  readonly testSet: TestSet;
  readonly split: LoadedSplit;
  /** How the test images are preprocessed for the net; `testSet` has the originals. */
  readonly view?: View | undefined;
  readonly evaluation: Evaluation;
}

/** Limit on pairs of confused classes. */
const MAX_CONFUSED = 100;

/** Everything a report derives from a net's outputs. */
export type Findings = ReturnType<typeof findings>;

export function findings({ network, testSet, split, evaluation }: Evaluated) {
  return {
    ...resultsOf(testSet, evaluation, network.architecture),
    unitImportance: unitImportance(network, split),
  };
}

/** Metrics, calibration and images of a net or a committee. disputed, perCell: see `chooseImages`. */
export function resultsOf(
  testSet: TestSet,
  evaluation: Evaluation,
  architecture: Architecture,
  disputed: readonly number[] = [],
  perCell?: number,
) {
  const { confused, ...results } = metrics(evaluation, testSet.classes);
  return {
    metrics: { ...results, confused: confused.slice(0, MAX_CONFUSED) },
    ...(areProbabilities(architecture) && { calibration: calibration(evaluation) }),
    images: chooseImages(testSet.test, evaluation, disputed, perCell),
  };
}

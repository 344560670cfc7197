import type { ConfigInput } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';
import type { NetFacts } from '../export/net-facts.js';
import { readModel } from '../export/read-model.js';
import type { Evaluation } from '../training/evaluation/evaluation.js';
import { comparePaired, type PairedComparison } from '../training/evaluation/paired.js';
import { evaluateCommittee } from './evaluate-committee.js';
import { evaluateModel } from './evaluate-model.js';
import type { Watch } from './observer.js';

/** Two models or committees, compared on the same test images. */
export interface ComparedModels {
  readonly dataset: AboutDataset;
  readonly comparison: PairedComparison;
}

/** Evaluates both on the same test images. Throws USAGE if their test images differ, and the errors of `evaluateModel`. */
export async function compareModels(
  first: readonly string[],
  second: readonly string[],
  overrides: ConfigInput,
  watch: Watch,
  userFacts: NetFacts = {},
): Promise<ComparedModels> {
  for (const path of second) await readModel(path, userFacts); // report a bad file now, not after the first evaluation
  const one = await evaluateSide(first, overrides, watch, userFacts);
  const other = await evaluateSide(second, overrides, watch, userFacts);
  const about = ({ dataset, evaluation }: Side) => JSON.stringify([dataset.hashes, evaluation.labels.length]);
  if (about(one) !== about(other)) {
    throw new TrainerError('USAGE', `${second[0]}: has other test images than ${first[0]}`, {
      hint: `choose one dataset for both, for example --dataset ${one.dataset.name}`,
    });
  }
  return { dataset: one.dataset, comparison: comparePaired(one.evaluation, other.evaluation) };
}

interface Side {
  readonly dataset: AboutDataset;
  readonly evaluation: Evaluation;
}

async function evaluateSide(
  paths: readonly string[],
  overrides: ConfigInput,
  watch: Watch,
  userFacts: NetFacts,
): Promise<Side> {
  const { testSet, evaluation } = await (paths.length > 1
    ? evaluateCommittee(paths, 0, overrides, watch, userFacts)
    : evaluateModel(paths[0], overrides, watch, userFacts));
  return { dataset: testSet, evaluation };
}

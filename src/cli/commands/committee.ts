import { evaluateCommittee } from '../../run/evaluate-committee.js';
import { metrics } from '../../training/evaluation/metrics.js';
import { watched } from '../program/display.js';
import { configOverrides, netFacts } from '../program/flags.js';
import { parseMinAccuracy, requireAccuracy } from '../program/min-accuracy.js';
import { numberFlag } from '../program/number-flag.js';
import { committeeText } from '../text/committee.js';
import { fitted } from '../text/fit.js';
import type { EvaluateFlags } from './evaluate.js';

export interface CommitteeFlags extends EvaluateFlags {
  distort?: string;
}

/** `mnist-eval a.json b.json …`: what several models say together; `--distort N`: about N distorted copies of each image. */
export async function committeeCommand(paths: readonly string[], flags: CommitteeFlags): Promise<void> {
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  const copies = parseDistort(flags.distort);
  const { dataset, evaluation } = await watched(flags, (watch) =>
    evaluateCommittee(paths, copies, configOverrides(flags), watch, netFacts(flags, paths)),
  );
  const result = metrics(evaluation, dataset.classes);
  const members = paths.map((path, i) => ({ model: path, accuracy: evaluation.accuracies[i] }));
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ models: members, dataset: dataset.name, distort: copies, ...result }, null, 2)}\n`
      : fitted(committeeText(members, dataset.name, copies, result)),
  );
  requireAccuracy(result.accuracy, minAccuracy);
}

function parseDistort(text: string | undefined): number {
  if (text === undefined) return 0;
  const hint = '--distort 10 has each net look at ten distorted copies of every image';
  return numberFlag('--distort', text, { min: 1, max: 1000, isWhole: true, hint });
}

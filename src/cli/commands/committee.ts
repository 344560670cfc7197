import { committeeHtml } from '../../report/report-html.js';
import { evaluateCommittee } from '../../run/evaluate-committee.js';
import { metrics } from '../../training/evaluation/metrics.js';
import { watched } from '../program/display.js';
import { configOverrides, netFacts } from '../program/flags.js';
import { parseMinAccuracy, requireAccuracy } from '../program/min-accuracy.js';
import { numberFlag } from '../program/number-flag.js';
import { committeeText } from '../text/committee.js';
import { fitted } from '../text/fit.js';
import { type EvaluateFlags, pageSource, requireReport, writePage } from './evaluate.js';

export interface CommitteeFlags extends EvaluateFlags {
  distort?: string;
}

/** `mnist-eval a.json b.json …`: evaluates a committee, with `--distort N` on N distorted copies of each image. */
export async function committeeCommand(paths: readonly string[], flags: CommitteeFlags): Promise<void> {
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  const copies = parseDistort(flags.distort);
  const { report } = flags;
  requireReport(flags);
  const evaluated = await watched(flags, (watch) =>
    evaluateCommittee(paths, copies, configOverrides(flags), watch, netFacts(flags, paths)),
  );
  const { testSet, evaluation, models } = evaluated;
  if (report !== undefined) {
    const [{ training, classes }] = models;
    const page = committeeHtml(evaluated, { models: paths, training, classes, ...pageSource(flags) });
    await writePage(report, page, flags);
  }
  const result = metrics(evaluation, testSet.classes);
  const members = paths.map((path, i) => ({ model: path, accuracy: evaluation.accuracies[i] }));
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ models: members, dataset: testSet.name, distort: copies, report, ...result }, null, 2)}\n`
      : fitted(committeeText(members, testSet.name, copies, result)),
  );
  if (report !== undefined && !flags.json) process.stdout.write(`\nreport   ${report}\n`);
  requireAccuracy(result.accuracy, minAccuracy);
}

function parseDistort(text: string | undefined): number {
  if (text === undefined) return 0;
  const hint = '--distort 10 evaluates ten distorted copies of every image';
  return numberFlag('--distort', text, { min: 1, max: 1000, isWhole: true, hint });
}

import { TrainerError } from '../../errors.js';
import { outputName } from '../../network/outputs.js';
import { reportHtml } from '../../report/report-html.js';
import { type EvaluatedModel, evaluateModel } from '../../run/evaluate-model.js';
import { programVersion } from '../../run/program-version.js';
import { metrics } from '../../training/evaluation/metrics.js';
import { watched } from '../program/display.js';
import { configOverrides, type DataFlags, type NetFlags, netFacts, type OutputFlags } from '../program/flags.js';
import { parseMinAccuracy, requireAccuracy } from '../program/min-accuracy.js';
import { writeNewFile } from '../program/new-file.js';
import { evaluationText } from '../text/evaluation.js';
import { fitted } from '../text/fit.js';
import { mistakeText } from '../text/mistake.js';
import { pictureStyle } from '../text/picture.js';

export interface EvaluateFlags extends DataFlags, NetFlags, OutputFlags {
  minAccuracy?: string;
  report?: string;
  run?: string[];
}

/** `mnist-eval model.json`: measures a model on test images. Throws CHECK_ACCURACY below --min-accuracy. */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const { report } = flags;
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  requireReportForRuns(flags);
  const evaluated = await watched(flags, (watch) =>
    evaluateModel(path, configOverrides(flags), watch, netFacts(flags, [path])),
  );
  if (report !== undefined) await writeNewFile(report, pageOf(evaluated, path, flags));
  const { model, testSet, evaluation } = evaluated;
  const result = metrics(evaluation, testSet.classes);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ model: path, dataset: testSet.name, report, ...result }, null, 2)}\n`);
  } else {
    process.stdout.write(fitted(evaluationText(path, model, testSet.name, result)));
    const style = pictureStyle(process.stdout, { isColourful: flags.color !== false });
    if (!flags.quiet) {
      process.stdout.write(fitted(mistakeText(evaluation, testSet, outputName(model.architecture), style)));
    }
    if (report !== undefined) process.stdout.write(`\nreport   ${report}\n`);
  }
  requireAccuracy(result.accuracy, minAccuracy);
}

function pageOf({ model: { training, classes }, ...evaluated }: EvaluatedModel, path: string, flags: EvaluateFlags) {
  const { run, dataDir } = flags;
  const words = process.argv.slice(2);
  // from the environment, which the page's reader may not have
  const where = dataDir && !words.some((word) => word.startsWith('--data-dir')) ? ['--data-dir', dataDir] : [];
  const command = ['mnist-eval', ...words, ...where];
  return reportHtml(evaluated, { model: path, training, classes, runs: run ?? [], command, program: programVersion() });
}

function requireReportForRuns({ report, run }: EvaluateFlags): void {
  if (run === undefined || report !== undefined) return;
  throw new TrainerError('USAGE', '--run has no effect without --report, whose curves it adds', {
    hint: 'add --report FILE',
  });
}

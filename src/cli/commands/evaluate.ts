import { pathToFileURL } from 'node:url';
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
import { openInBrowser } from '../program/open.js';
import { evaluationText } from '../text/evaluation.js';
import { fitted } from '../text/fit.js';
import { mistakeText } from '../text/mistake.js';
import { pictureStyle } from '../text/picture.js';

export interface EvaluateFlags extends DataFlags, NetFlags, OutputFlags {
  minAccuracy?: string;
  report?: string;
  run?: string[];
  open?: boolean;
}

/** `mnist-eval model.json`: evaluates a model on test images. Throws CHECK_ACCURACY below --min-accuracy. */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const { report } = flags;
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  requireReport(flags);
  const evaluated = await watched(flags, (watch) =>
    evaluateModel(path, configOverrides(flags), watch, netFacts(flags, [path])),
  );
  if (report !== undefined) await writePage(report, pageOf(evaluated, path, flags), flags);
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

/** Writes the page, and opens it with --open. */
export async function writePage(path: string, html: string, { open, quiet }: EvaluateFlags): Promise<void> {
  await writeNewFile(path, html);
  if (!open) return;
  openInBrowser(pathToFileURL(path).href, (text) => quiet || process.stderr.write(`${text}\n`));
}

function pageOf({ model: { training, classes }, ...evaluated }: EvaluatedModel, path: string, flags: EvaluateFlags) {
  return reportHtml(evaluated, { model: path, training, classes, ...pageSource(flags) });
}

/** The command that makes a page, and the runs it shows. */
export function pageSource({ run, dataDir }: EvaluateFlags) {
  const words = process.argv.slice(2);
  // add the flag if an environment variable set the folder, so that the command works elsewhere too
  const where = dataDir && !words.some((word) => word.startsWith('--data-dir')) ? ['--data-dir', dataDir] : [];
  return { runs: run ?? [], command: ['mnist-eval', ...words, ...where], program: programVersion() };
}

/** Throws USAGE if --run or --open was given without --report. */
export function requireReport({ report, run, open }: EvaluateFlags): void {
  if (report !== undefined || (run === undefined && !open)) return;
  const sentence = open ? '--open has no effect without --report' : '--run has no effect without --report';
  throw new TrainerError('USAGE', sentence, { hint: 'add --report FILE' });
}

import { createSimdEngine } from '../../engine/simd/engine.js';
import { TrainerError } from '../../errors.js';
import { readModel } from '../../network/model-file.js';
import { copyParameters, Network } from '../../network/network.js';
import { reportHtml } from '../../report/report-html.js';
import { modelData, requireFit } from '../../run/evaluate-model.js';
import { loadConfiguredTestSet } from '../../run/load-data.js';
import { programVersion } from '../../run/program-version.js';
import { evaluate } from '../../training/evaluation/evaluation.js';
import { metrics } from '../../training/evaluation/metrics.js';
import { loadSplit } from '../../training/training-data.js';
import { createDisplay } from '../program/display.js';
import { configOverrides, type DataFlags } from '../program/flags.js';
import { listenForSignals } from '../program/interrupt.js';
import { writeNewFile } from '../program/new-file.js';
import { showable } from '../program/terminal.js';
import { evaluationText } from '../text/evaluation.js';
import { mistakeText } from '../text/mistake.js';
import { pictureStyle } from '../text/picture.js';

export interface EvaluateFlags extends DataFlags {
  json?: boolean;
  quiet?: boolean;
  /** False with --no-color. */
  color?: boolean;
  minAccuracy?: string;
  report?: string;
  run?: string[];
}

/**
 * `mnist-eval model.json`: how good a model is on test images; with --report a page to look at it. Throws
 * CHECK_ACCURACY below --min-accuracy.
 */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const minAccuracy = parseMinAccuracy(flags.minAccuracy);
  requireReportForRuns(flags);
  const model = await readModel(path);
  const config = modelData(model, configOverrides(flags), path);
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    const dataset = await loadConfiguredTestSet(config, display, signal);
    requireFit(model, dataset, path);
    const network = new Network(createSimdEngine(model.precision), model.architecture);
    copyParameters(network, model.parameters);
    const split = loadSplit(network.engine, dataset.test, dataset.rows * dataset.columns);
    const evaluation = await evaluate(network, split, (done, total) => {
      display.working('evaluate', done, total);
      signal.throwIfAborted();
    });
    if (flags.report !== undefined) {
      const { training, classes } = model;
      const command = ['mnist-eval', ...process.argv.slice(2)];
      const source = { model: path, training, classes, runs: flags.run ?? [], command, program: programVersion() };
      await writeNewFile(flags.report, reportHtml({ network, testSet: dataset, split, evaluation }, source));
    }
    display.stop();

    const result = metrics(evaluation, dataset.classes);
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ model: path, dataset: dataset.name, report: flags.report, ...result }, null, 2)}\n`
        : showable(evaluationText(path, model, dataset.name, result)),
    );
    if (!flags.json && !flags.quiet) {
      const style = pictureStyle(process.stdout, { isColourful: flags.color !== false });
      process.stdout.write(mistakeText(evaluation, dataset, style));
    }
    if (flags.report !== undefined && !flags.json) process.stdout.write(`\nreport   ${flags.report}\n`);
    requireAccuracy(result.accuracy, minAccuracy);
  } finally {
    display.stop();
  }
}

/** Throws CHECK_ACCURACY. */
export function requireAccuracy(accuracy: number, minAccuracy: number): void {
  if (accuracy >= minAccuracy) return;
  throw new TrainerError('CHECK_ACCURACY', `accuracy ${accuracy} is below --min-accuracy ${minAccuracy}`, {
    hint: 'train longer, or ask for less',
  });
}

function requireReportForRuns({ report, run }: EvaluateFlags): void {
  if (run === undefined || report !== undefined) return;
  throw new TrainerError('USAGE', '--run has no effect without --report, whose curves it adds', {
    hint: 'add --report FILE',
  });
}

export function parseMinAccuracy(text: string | undefined): number {
  const value = Number(text ?? 0);
  if (value >= 0 && value <= 1 && text !== '') return value;
  throw new TrainerError('USAGE', `--min-accuracy: expected a number from 0 to 1, got "${text}"`, {
    hint: 'it is a fraction: 0.95 for 95 %',
  });
}

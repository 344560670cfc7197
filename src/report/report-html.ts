import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TrainerError } from '../errors.js';
import type { TrainingFacts } from '../network/model-json.js';
import type { HealthFacts } from '../training/health/facts.js';
import { collectReport } from './collect.js';
import type { Evaluated } from './findings.js';
import { pageHtml } from './page-html.js';
import type { ReportData, RunCurves } from './report-data.js';
import { readRunCurves } from './run-curves.js';
import { readRunHealth } from './run-health.js';

/** What a report says about a model besides its evaluation. */
export interface ReportSource {
  readonly model: string;
  readonly training: TrainingFacts;
  /** By default what the run left beside the model. */
  readonly health?: HealthFacts | undefined;
  readonly classes?: readonly string[];
  /** Folders of other runs, whose curves are drawn beside the model's own. */
  readonly runs?: readonly string[];
  /** The words of the command that makes the same report; absent if the run itself makes it. */
  readonly command?: readonly string[];
  readonly program: string;
}

/** The report as one HTML file. Throws USAGE if one of `runs` has no curves. */
export function reportHtml(evaluated: Evaluated, source: ReportSource): string {
  return pageHtml(reportData(evaluated, source));
}

/** What the report shows. Throws USAGE if one of `runs` has no curves. */
export function reportData(
  evaluated: Evaluated,
  { model, training, health = readRunHealth(dirname(model)), classes = [], runs = [], command, program }: ReportSource,
): ReportData {
  const folder = dirname(model);
  const config = join(folder, 'config.json');
  const train = existsSync(config) ? [['mnist-train', config, '--output', `${folder}-again`]] : [];
  const commands = [...train, ...(command ? [command] : [])].map(shellWords);
  const curves = curvesOf(folder, runs);
  const origin = { program, commands, runs: curves, name: model, training, health, classes };
  return collectReport(evaluated, origin);
}

/** The curves of the model's own run, if there are any, then those of the others. */
function curvesOf(own: string, others: readonly string[]): RunCurves[] {
  const folders = [...new Map([own, ...others].map((folder) => [resolve(folder), folder])).entries()];
  const names = new Set(folders.map(([path]) => basename(path)));
  const isClear = names.size === folders.length;
  return folders.flatMap(([path, folder]) => {
    const curves = readRunCurves(path, isClear ? basename(path) : folder, folders.length);
    if (curves || path === resolve(own)) return curves ?? [];
    throw new TrainerError('USAGE', `--run ${folder}: there is no loss.csv or accuracy.csv with any rows`, {
      hint: 'give the folder that a training run wrote, for example runs/book-ch05',
    });
  });
}

/** Words as a shell reads them: quoted if they have anything but plain characters. */
function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

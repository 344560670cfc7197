import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TrainerError } from '../errors.js';
import { shellWords } from '../files/shell-words.js';
import type { TrainingFacts } from '../network/model-json.js';
import type { HealthFacts } from '../training/health/facts.js';
import { collectReport } from './collect.js';
import { collectCommittee, type EvaluatedCommittee } from './committee.js';
import type { Evaluated } from './findings.js';
import { pageHtml } from './page-html.js';
import type { ReportData, RunCurves } from './report-data.js';
import { type CurveOptions, readRunCurves } from './run-curves.js';
import { readRunHealth } from './run-health.js';

/** The content of a report besides the evaluation. */
export interface ReportSource {
  readonly model: string;
  readonly training: TrainingFacts;
  /** By default read from run.json beside the model. */
  readonly health?: HealthFacts | undefined;
  readonly classes?: readonly string[];
  /** Folders of other runs whose curves to add. */
  readonly runs?: readonly string[];
  /** Smaller limits for the live page, which is made every second. */
  readonly limits?: { readonly perCell: number; readonly curves: CurveOptions };
  /** The command that makes the same report, as words; absent if the run makes it. */
  readonly command?: readonly string[];
  readonly program: string;
}

/** The report as an HTML file. Throws USAGE if one of `runs` has no curves. */
export function reportHtml(evaluated: Evaluated, source: ReportSource): string {
  return pageHtml(reportData(evaluated, source));
}

/** The data of the report. Throws USAGE if one of `runs` has no curves. */
export function reportData(
  evaluated: Evaluated,
  {
    model,
    training,
    health = readRunHealth(dirname(model)),
    classes = [],
    runs = [],
    limits,
    command,
    program,
  }: ReportSource,
): ReportData {
  const folder = dirname(model);
  const commands = commandsOf(folder, command);
  const curves = curvesOf([folder], runs, limits?.curves);
  const { perCell } = limits ?? {};
  const facts = { program, commands, runs: curves, name: model, training, health, classes, perCell };
  return collectReport(evaluated, facts);
}

/** The content of a committee's report besides the evaluation. `models` are in the order of the nets. */
export interface CommitteeSource extends Omit<ReportSource, 'model' | 'health' | 'limits'> {
  readonly models: readonly string[];
}

/** The report of a committee as an HTML file. Throws USAGE if one of `runs` has no curves. */
export function committeeHtml(
  evaluated: EvaluatedCommittee,
  { models, training, classes = [], runs = [], command, program }: CommitteeSource,
): string {
  const folders = models.map(dirname);
  const names = uniqueNames(folders) ?? uniqueNames(models) ?? models;
  const [folder, ...others] = new Set(folders.map(dirname));
  const isRun = others.length === 0 && existsSync(join(folder, 'config.json'));
  return pageHtml(
    collectCommittee(evaluated, names, {
      program,
      commands: commandsOf(isRun ? folder : undefined, command),
      runs: curvesOf(folders, runs),
      name: isRun ? folder : `${models[0]} …`,
      training,
      classes,
    }),
  );
}

/** The commands that repeat the run in a folder, if its config is there, and then make the page. */
function commandsOf(folder: string | undefined, command: readonly string[] | undefined): string[] {
  const config = join(folder ?? '', 'config.json');
  const train =
    folder !== undefined && existsSync(config) ? [['mnist-train', config, '--output', `${folder}-again`]] : [];
  return [...train, ...(command ? [command] : [])].map((words) => shellWords(...words));
}

/** The file names of paths, if they are all different. */
function uniqueNames(paths: readonly string[]): string[] | undefined {
  const names = paths.map((path) => basename(path));
  return new Set(names).size === names.length ? names : undefined;
}

/** The curves of the models' own runs, then those of the others. */
function curvesOf(own: readonly string[], others: readonly string[], options?: CurveOptions): RunCurves[] {
  const folders = [...new Map([...own, ...others].map((folder) => [resolve(folder), folder])).values()];
  const names = uniqueNames(folders) ?? folders;
  const paths = own.map((folder) => resolve(folder));
  return folders.flatMap((folder, i) => {
    const curves = readRunCurves(folder, names[i], folders.length, options);
    if (curves || paths.includes(resolve(folder))) return curves ?? [];
    throw new TrainerError('USAGE', `--run ${folder}: no loss.csv or accuracy.csv with data`, {
      hint: 'give the output folder of a run, for example runs/book-ch05',
    });
  });
}

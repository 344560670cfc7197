import { TrainerError } from '../../errors.js';
import { csvText } from '../../files/csv.js';
import { differingSettings, groupedBySettings, type RunFigures, readRuns } from '../../run/compare.js';
import { spreadOf } from '../../training/evaluation/spread.js';
import { count, duration, fraction, loss } from '../text/numbers.js';
import { table } from '../text/table.js';

interface CompareFlags {
  json?: boolean;
  csv?: boolean;
}

/** `mnist-train compare RUN RUN…`: the settings in which runs differ and their results, the most accurate run first. */
export async function compareCommand(paths: readonly string[], { json, csv }: CompareFlags): Promise<void> {
  const runs = await readRuns(paths);
  if (runs.length < 2) {
    throw new TrainerError('USAGE', 'two runs are needed: mnist-train compare RUN RUN…', {
      hint: 'a run is a folder such as runs/book-ch05',
    });
  }
  const print = json ? compareJson : csv ? compareCsv : compareText;
  process.stdout.write(print(runs, differingSettings(runs)));
}

function compareJson(runs: readonly RunFigures[], differing: readonly string[]): string {
  const documents = runs.map(({ settings, path, ...figures }) => ({
    run: path,
    settings: Object.fromEntries(differing.map((key) => [key, settings.get(key) ?? null])),
    ...figures,
  }));
  return `${JSON.stringify(documents, null, 2)}\n`;
}

/** Figures have the names of a run's own CSV files; `iterations` may also be a setting. */
function compareCsv(runs: readonly RunFigures[], differing: readonly string[]): string {
  const [{ settings: _, path: __, ...first }] = runs;
  const names = Object.keys(first) as (keyof typeof first)[];
  const columns = names.map((name) =>
    name === 'iterations' ? 'iterations_done' : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  const rows = runs.map((run) => [
    run.path,
    ...differing.map((key) => run.settings.get(key)),
    ...names.map((name) => run[name]),
  ]);
  return csvText([['run', ...differing, ...columns], ...rows]);
}

/** More runs than a line has room for become a row each. */
const MOST_COLUMNS = 4;

function compareText(runs: readonly RunFigures[], differing: readonly string[]): string {
  const row = (name: string, cell: (run: RunFigures) => string) => [name, ...runs.map(cell)];
  const figure = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value));
  const isHeldOut = runs.some(({ validationAccuracy }) => validationAccuracy !== null);
  const rows = [
    row('', ({ path }) => path),
    ...differing.map((key) => row(key, ({ settings }) => settings.get(key) ?? '–')),
    row('status', ({ status }) => status),
    row('iterations done', ({ iterations }) => count(iterations)),
    row('last loss', (run) => figure(run.loss, loss)),
    row('train accuracy', (run) => figure(run.trainAccuracy, fraction)),
    ...(isHeldOut
      ? [
          row('validation accuracy', (run) => figure(run.validationAccuracy, fraction)),
          row('best validation accuracy', (run) => figure(run.bestValidationAccuracy, fraction)),
        ]
      : []),
    row('test accuracy', (run) => figure(run.testAccuracy, fraction)),
    row('best test accuracy', (run) => figure(run.bestTestAccuracy, fraction)),
    row('time', (run) => figure(run.seconds, duration)),
  ];
  const shown = runs.length <= MOST_COLUMNS ? rows : rows[0].map((_, column) => rows.map((cells) => cells[column]));
  const groups = groupsTable(groupedBySettings(runs), differing, isHeldOut);
  return `${table(shown, '')}${differing.length === 0 ? '\nthe configs are equal\n' : ''}${groups}`;
}

/** Mean and standard deviation of runs that differ only in the seed; nothing where no run was repeated. */
function groupsTable(groups: readonly RunFigures[][], differing: readonly string[], isHeldOut: boolean): string {
  if (!differing.includes('seed') || groups.every(({ length }) => length < 2)) return '';
  const keys = differing.filter((key) => key !== 'seed');
  const rows = groups.map((group) => [
    String(group.length),
    ...keys.map((key) => group[0].settings.get(key) ?? '–'),
    ...(isHeldOut ? [meanText(group.map(({ validationAccuracy }) => validationAccuracy))] : []),
    meanText(group.map(({ testAccuracy }) => testAccuracy)),
  ]);
  const head = ['seeds', ...keys, ...(isHeldOut ? ['validation accuracy'] : []), 'test accuracy'];
  return `\nmean ± standard deviation\n${table([head, ...rows], '')}`;
}

function meanText(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return '–';
  const { mean, standardDeviation } = spreadOf(known);
  return `${fraction(mean)}${standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)}`}`;
}

import { TrainerError } from '../../errors.js';
import { csvText } from '../../files/csv.js';
import { differingSettings, type RunFigures, readRuns } from '../../run/compare.js';
import { count, duration, fraction, loss } from '../text/numbers.js';
import { table } from '../text/table.js';

interface CompareFlags {
  json?: boolean;
  csv?: boolean;
}

/** `mnist-train compare RUN RUN…`: prints the settings that differ, and the results, the most accurate run first. */
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

/** Columns are named as in the CSV files of a run. `iterations` may be a setting, so the count is `iterations_done`. */
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

/** With more runs than this, each run is a row instead of a column. */
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
  return `${table(shown, '')}${differing.length === 0 ? '\nthe configs are equal\n' : ''}`;
}

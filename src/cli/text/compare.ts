import { withoutSeed } from '../../config/run-name.js';
import { groupedBySettings, type RunFigures } from '../../run/compare.js';
import { spreadOf } from '../../training/evaluation/spread.js';
import { count, duration, fraction, loss, meanText } from './numbers.js';
import { table } from './table.js';

/** With more runs than this, each run is a row instead of a column. */
const MOST_COLUMNS = 4;

/** The runs as a table, and the means of those that differ only in the seed. */
export function compareText(runs: readonly RunFigures[], differing: readonly string[]): string {
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
  const shown = runs.length <= MOST_COLUMNS ? rows : numbered(rows);
  const measured = runs.filter(({ testAccuracy }) => testAccuracy !== null);
  const groups = differing.includes('seed') ? groupsTable(groupedBySettings(measured), isHeldOut) : '';
  return `${table(shown, '')}${differing.length === 0 ? '\nthe configs are equal\n' : ''}${groups}`;
}

/** A row for each run, with a number in front. If the table is too wide, its parts repeat only the numbers. */
function numbered([paths, ...rows]: string[][]): string[][] {
  const width = Math.max(...paths.map(({ length }) => length));
  return paths.map((path, n) => [n === 0 ? '' : String(n), path.padEnd(width), ...rows.map((cells) => cells[n])]);
}

/** Mean and standard deviation of runs that differ only in the seed; empty if no run was repeated. */
function groupsTable(groups: readonly RunFigures[][], isHeldOut: boolean): string {
  if (groups.every(({ length }) => length < 2)) return '';
  const rows = groups.map((group) => [
    [...new Set(group.map(({ path }) => withoutSeed(path)))].join(', '),
    String(group.length),
    ...(isHeldOut ? [meanOf(group.map(({ validationAccuracy }) => validationAccuracy))] : []),
    meanOf(group.map(({ testAccuracy }) => testAccuracy)),
  ]);
  const head = ['mean ± standard deviation', 'seeds', ...(isHeldOut ? ['validation'] : []), 'test'];
  return `\n${table([head, ...rows], '')}`;
}

function meanOf(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? '–' : meanText(spreadOf(known));
}

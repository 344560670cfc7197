import { TrainerError } from '../../errors.js';
import { differingSettings, type RunFigures, readRun } from '../../run/compare.js';
import { count, duration, fraction, loss } from '../text/numbers.js';
import { table } from '../text/table.js';

/** `mnist-train compare RUN RUN…`: the settings in which runs differ and their results, side by side. */
export async function compareCommand(paths: readonly string[], { json }: { json?: boolean }): Promise<void> {
  if (paths.length < 2) {
    throw new TrainerError('USAGE', 'two runs are needed: mnist-train compare RUN RUN…', {
      hint: 'a run is a folder such as runs/book-ch05',
    });
  }
  const runs = await Promise.all(paths.map(readRun));
  const differing = differingSettings(runs);
  process.stdout.write(json ? compareJson(runs, differing) : compareText(runs, differing));
}

function compareJson(runs: readonly RunFigures[], differing: readonly string[]): string {
  const documents = runs.map(({ settings, path, ...figures }) => ({
    run: path,
    settings: Object.fromEntries(differing.map((key) => [key, settings.get(key) ?? null])),
    ...figures,
  }));
  return `${JSON.stringify(documents, null, 2)}\n`;
}

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
  return `${table(rows, '')}${differing.length === 0 ? '\nthe configs are equal\n' : ''}`;
}

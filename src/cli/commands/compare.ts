import { TrainerError } from '../../errors.js';
import { csvText } from '../../files/csv.js';
import { differingSettings, type RunFigures, readRuns } from '../../run/compare.js';
import { compareText } from '../text/compare.js';

interface CompareFlags {
  json?: boolean;
  csv?: boolean;
}

/** `mnist-train compare RUN RUN…`: prints the settings that differ, and the results, the most accurate run first. */
export async function compareCommand(paths: readonly string[], { json, csv }: CompareFlags): Promise<void> {
  const runs = await readRuns(paths);
  if (runs.length < 2) {
    throw new TrainerError('USAGE', 'two runs are needed: mnist-train compare RUN RUN…', {
      hint: 'a run is a folder such as runs/book-ch05; of several runs, those that were started count',
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

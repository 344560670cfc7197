import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.js';
import { TrainerError } from '../../errors.js';
import { readCsv } from '../../files/csv.js';
import { count, duration, fraction, loss } from '../text/numbers.js';
import { table } from '../text/table.js';

/** A run as `compare` sees it. */
interface Run {
  readonly path: string;
  /** Every setting by its path, such as `optimizer.name`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly status: string;
  readonly iterations: number;
  readonly loss: number | null;
  readonly trainAccuracy: number | null;
  readonly validationAccuracy: number | null;
  readonly bestValidationAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** Of a run that looked at the test images on the way. */
  readonly bestTestAccuracy: number | null;
  readonly seconds: number | null;
}

/** `mnist-train compare RUN RUN…`: what differs in the configs of runs, and what they came to, side by side. */
export async function compareCommand(paths: readonly string[], { json }: { json?: boolean }): Promise<void> {
  if (paths.length < 2) {
    throw new TrainerError('USAGE', 'two runs are needed: mnist-train compare RUN RUN…', {
      hint: 'a run is a folder such as runs/book-ch05',
    });
  }
  const runs = await Promise.all(paths.map(readRun));
  const keys = [...new Set(runs.flatMap(({ settings }) => [...settings.keys()]))];
  const differing = keys.filter((key) => new Set(runs.map(({ settings }) => settings.get(key))).size > 1);
  if (json) {
    const documents = runs.map(({ settings, path, ...figures }) => ({
      run: path,
      settings: Object.fromEntries(differing.map((key) => [key, settings.get(key) ?? null])),
      ...figures,
    }));
    process.stdout.write(`${JSON.stringify(documents, null, 2)}\n`);
    return;
  }
  const row = (name: string, cell: (run: Run) => string) => [name, ...runs.map(cell)];
  const figure = (value: number | null, text: (value: number) => string) => (value === null ? '–' : text(value));
  const figures = [
    row('status', ({ status }) => status),
    row('iterations done', ({ iterations }) => count(iterations)),
    row('last loss', (run) => figure(run.loss, loss)),
    row('train accuracy', (run) => figure(run.trainAccuracy, fraction)),
    ...(runs.some(({ validationAccuracy }) => validationAccuracy !== null)
      ? [
          row('validation accuracy', (run) => figure(run.validationAccuracy, fraction)),
          row('best validation accuracy', (run) => figure(run.bestValidationAccuracy, fraction)),
        ]
      : []),
    row('test accuracy', (run) => figure(run.testAccuracy, fraction)),
    row('best test accuracy', (run) => figure(run.bestTestAccuracy, fraction)),
    row('time', (run) => figure(run.seconds, duration)),
  ];
  const settings = differing.map((key) => row(key, (run) => run.settings.get(key) ?? '–'));
  process.stdout.write(table([row('', ({ path }) => path), ...settings, ...figures], ''));
  if (differing.length === 0) process.stdout.write('\nthe configs are equal\n');
}

async function readRun(path: string): Promise<Run> {
  if (!existsSync(join(path, 'config.json'))) {
    throw new TrainerError('USAGE', `${path}: no run (there is no config.json)`, {
      hint: 'give the folder that a training run wrote, for example runs/book-ch05',
    });
  }
  const { output: _output, ...config } = await loadConfig(join(path, 'config.json'));
  if (config.seeds) {
    throw new TrainerError('USAGE', `${path}: several runs, one for each seed`, {
      hint: `compare some of them: ${config.seeds.map((seed) => join(path, `seed-${seed}`)).join(' ')}`,
    });
  }
  const losses = readCsv(join(path, 'loss.csv'), ['iteration', 'loss']);
  const accuracy = (of: string) => readCsv(join(path, 'accuracy.csv'), [`${of}_accuracy`]).map(([value]) => value);
  const [train, validation, test] = [accuracy('train'), accuracy('validation'), accuracy('test')];
  const run = existsSync(join(path, 'run.json')) ? JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) : {};
  return {
    path,
    settings: new Map(leaves(config, [])),
    status: typeof run.status === 'string' ? run.status : 'unfinished',
    iterations: losses.at(-1)?.[0] ?? 0,
    loss: losses.at(-1)?.[1] ?? null,
    trainAccuracy: train.at(-1) ?? null,
    validationAccuracy: validation.at(-1) ?? null,
    bestValidationAccuracy: best(validation),
    testAccuracy: test.at(-1) ?? finalTestAccuracy(path),
    bestTestAccuracy: best(test),
    seconds: typeof run.seconds === 'number' ? run.seconds : null,
  };
}

function best(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** Where images were held out, the model knows how it did on the test images at the end. */
function finalTestAccuracy(path: string): number | null {
  const model = join(path, 'model.json');
  if (!existsSync(model)) return null;
  return JSON.parse(readFileSync(model, 'utf8')).training?.testAccuracy ?? null;
}

function leaves(value: unknown, path: readonly string[]): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path.join('.'), Array.isArray(value) ? `[${value}]` : String(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

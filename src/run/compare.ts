import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import { TrainerError } from '../errors.js';
import { readCsv } from '../files/csv.js';
import { settingsByPath } from './settings.js';

/** The settings of a run and what it came to, as its folder has them. */
export type RunFigures = Awaited<ReturnType<typeof readRun>>;

/** Reads the folder of a run. Throws USAGE if it is none, or holds several seeds. */
export async function readRun(path: string) {
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
  const { status, seconds } = readJson(join(path, 'run.json'));
  return {
    path,
    settings: new Map(
      settingsByPath(config).map(([name, value]) => [name, Array.isArray(value) ? `[${value}]` : String(value)]),
    ),
    status: typeof status === 'string' ? status : 'unfinished',
    iterations: losses.at(-1)?.[0] ?? 0,
    loss: losses.at(-1)?.[1] ?? null,
    trainAccuracy: train.at(-1) ?? null,
    validationAccuracy: validation.at(-1) ?? null,
    bestValidationAccuracy: best(validation),
    // With validation images, only the model has the accuracy on the test images.
    testAccuracy: test.at(-1) ?? readJson(join(path, 'model.json')).training?.testAccuracy ?? null,
    bestTestAccuracy: best(test), // null for a run that measured validation images on the way
    seconds: typeof seconds === 'number' ? seconds : null,
  };
}

/** The paths of the settings in which runs differ. */
export function differingSettings(runs: readonly RunFigures[]): string[] {
  const keys = [...new Set(runs.flatMap(({ settings }) => [...settings.keys()]))];
  return keys.filter((key) => new Set(runs.map(({ settings }) => settings.get(key))).size > 1);
}

function readJson(path: string): { status?: unknown; seconds?: unknown; training?: { testAccuracy?: number } } {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function best(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

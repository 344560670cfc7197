import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { shortened } from '../documents/problem.js';
import { isMapping } from '../documents/tree.js';
import { TrainerError } from '../errors.js';
import { readCsv } from '../files/csv.js';
import { mapConcurrently } from '../files/map-concurrently.js';
import { fileReason, systemErrorCode } from '../files/read-file.js';
import { decisiveSettings, settingsByPath } from './settings.js';

/** The settings and results of a run, read from its folder. */
export type RunFigures = ReturnType<typeof figuresOf>;

/**
 * Reads folders of runs; a folder of several runs stands for all started runs in it. The most accurate run comes first, by
 * the validation images if every run has them, else by the test images. Throws USAGE for another folder or a damaged run.
 */
export async function readRuns(paths: readonly string[]): Promise<RunFigures[]> {
  const runs = (await mapConcurrently(paths, readFolder)).flat();
  const isHeldOut = runs.every(({ validationAccuracy }) => validationAccuracy !== null);
  const rank = (run: RunFigures) => (isHeldOut ? run.validationAccuracy : run.testAccuracy) ?? -1;
  return runs.toSorted((a, b) => rank(b) - rank(a));
}

async function readFolder(path: string): Promise<RunFigures[]> {
  requireStarted(path);
  const config = await loadConfig(join(path, 'config.json'));
  if (!config.runs) return [figuresOf(path, config)];
  const folders = config.runs.map(({ name }) => join(path, name)).filter(isStarted);
  return (await mapConcurrently(folders, readFolder)).flat();
}

function requireStarted(path: string): void {
  try {
    statSync(join(path, 'config.json'));
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error));
    const reason = isMissing ? 'no run (there is no config.json)' : fileReason(error);
    throw new TrainerError('USAGE', `${path}: ${reason}`, {
      hint: 'give the folder that a training run wrote, for example runs/book-ch05',
    });
  }
}

function isStarted(path: string): boolean {
  return existsSync(join(path, 'config.json'));
}

function figuresOf(path: string, config: Config) {
  const losses = readCsv(join(path, 'loss.csv'), ['iteration', 'loss']);
  const accuracy = (of: string) => readCsv(join(path, 'accuracy.csv'), [`${of}_accuracy`]).map(([value]) => value);
  const [train, validation, test] = [accuracy('train'), accuracy('validation'), accuracy('test')];
  const { status, seconds } = readJson(join(path, 'run.json'));
  return {
    path,
    settings: new Map(
      settingsByPath(decisiveSettings(config)).map(([name, value]) => [
        name,
        Array.isArray(value) ? `[${value.map(elementText)}]` : String(value),
      ]),
    ),
    status: typeof status === 'string' ? status : 'unfinished',
    iterations: losses.at(-1)?.[0] ?? 0,
    loss: losses.at(-1)?.[1] ?? null,
    trainAccuracy: train.at(-1) ?? null,
    validationAccuracy: validation.at(-1) ?? null,
    bestValidationAccuracy: best(validation),
    // With validation images, only model.json has the accuracy on the test images.
    testAccuracy: test.at(-1) ?? readJson(join(path, 'model.json')).training?.testAccuracy ?? null,
    bestTestAccuracy: best(test), // null if the run monitored validation images
    seconds: typeof seconds === 'number' ? seconds : null,
  };
}

/** Groups runs that differ only in the seed; groups are in the order of their first runs. */
export function groupedBySettings(runs: readonly RunFigures[]): RunFigures[][] {
  const groups = new Map<string, RunFigures[]>();
  for (const run of runs) {
    const key = JSON.stringify([...run.settings].filter(([name]) => name !== 'seed'));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

/** The paths of the settings that differ between runs. */
export function differingSettings(runs: readonly RunFigures[]): string[] {
  const keys = [...new Set(runs.flatMap(({ settings }) => [...settings.keys()]))];
  return keys.filter((key) => new Set(runs.map(({ settings }) => settings.get(key))).size > 1);
}

/** A JSON file of a run, or {} if it does not exist. Throws USAGE if it is damaged. */
function readJson(path: string): { status?: unknown; seconds?: unknown; training?: { testAccuracy?: number } } {
  if (!existsSync(path)) return {};
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'damaged: not valid JSON' : fileReason(error);
    throw new TrainerError('USAGE', `${path}: ${reason}`, { hint: 'leave this run out, or train it again' });
  }
}

function best(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** An element of a list: `50`, `width=20`, or the first digits of a hash. */
function elementText(value: unknown): string {
  const text = isMapping(value)
    ? Object.entries(value)
        .map((entry) => entry.join('='))
        .join()
    : String(value);
  return shortened(text, 8);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runConfig } from '../../config/resolve.js';
import { withoutSeed } from '../../config/run-name.js';
import type { Config, RunSettings } from '../../config/schema.js';
import { csvText } from '../../files/csv.js';
import { readRunHealth } from '../../report/run-health.js';
import { type Spread, spreadOf } from '../../training/evaluation/spread.js';
import type { HealthFacts } from '../../training/health/facts.js';
import { TABLES } from '../free-folder.js';
import { writeWhole } from '../output-error.js';

export interface RunResult {
  readonly run: string;
  readonly seed: number;
  readonly iterations: number;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly validationAccuracy?: number;
  readonly testAccuracy: number;
  /** The run's check-up; absent if its `run.json` has none. */
  readonly health?: HealthFacts | undefined;
}

/** Runs that differ only in the seed. */
export interface RunGroup {
  readonly name: string;
  readonly runs: readonly string[];
  readonly testAccuracy: Spread;
}

/** The part of a finished run's `model.json`. The outer `testAccuracy` is there if the run monitored validation images. */
interface StoredResult {
  readonly iterations: number;
  readonly loss: number;
  readonly accuracy: Pick<RunResult, 'trainAccuracy' | 'validationAccuracy' | 'testAccuracy'>;
  readonly testAccuracy?: number;
}

/** Whether the runs differ only in the seed, and are named after it. */
export function areSeeds({ runs = [] }: Config): boolean {
  return runs.every(({ name, seed, ...own }) => name === `seed-${seed}` && Object.keys(own).length === 0);
}

/** The file name of the table of results. `seeds.csv` has no column for the name. */
export function tableOf(config: Config): string {
  return areSeeds(config) ? TABLES[0] : TABLES[1];
}

/** Reads the results of all runs, which must be finished, and writes them as a table. */
export async function writeResults(folder: string, config: Config): Promise<RunResult[]> {
  const { runs = [] } = config;
  const results = runs.map((run) => resultOf(folder, run));
  const columns = columnsOf(config);
  const rows = results.map((result) => Object.values(columns).map((key) => result[key]));
  await writeWhole(folder, tableOf(config), csvText([Object.keys(columns), ...rows]));
  return results;
}

function resultOf(folder: string, { name, seed }: RunSettings): RunResult {
  const model = JSON.parse(readFileSync(join(folder, name, 'model.json'), 'utf8'));
  const { iterations, loss, accuracy, testAccuracy } = model.training as StoredResult;
  const { trainAccuracy, validationAccuracy } = accuracy;
  return {
    run: name,
    seed,
    iterations,
    loss,
    trainAccuracy,
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    testAccuracy: testAccuracy ?? accuracy.testAccuracy,
    health: readRunHealth(join(folder, name)),
  };
}

/** The columns of the table, each with its key in a result. */
export function columnsOf(config: Config): Record<string, Exclude<keyof RunResult, 'health'>> {
  return {
    ...(!areSeeds(config) && { run: 'run' }),
    seed: 'seed',
    iterations: 'iterations',
    loss: 'loss',
    train_accuracy: 'trainAccuracy',
    ...(config.data.validation !== undefined && { validation_accuracy: 'validationAccuracy' }),
    test_accuracy: 'testAccuracy',
  };
}

/** Groups runs that differ only in the seed. */
export function groupsOf(config: Config, results: readonly RunResult[]): RunGroup[] {
  const groups = new Map<string, RunResult[]>();
  const { runs = [] } = config;
  for (const [i, run] of runs.entries()) {
    const key = JSON.stringify({ ...runConfig(config, run), seed: undefined });
    groups.set(key, [...(groups.get(key) ?? []), results[i]]);
  }
  return [...groups.values()].map((group) => ({
    name: [...new Set(group.map(({ run }) => withoutSeed(run)))].join(', '),
    runs: group.map(({ run }) => run),
    testAccuracy: spreadOf(group.map(({ testAccuracy }) => testAccuracy)),
  }));
}

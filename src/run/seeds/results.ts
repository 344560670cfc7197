import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema.js';
import { CsvFile, csvText } from '../../files/csv.js';
import { readRunHealth } from '../../report/run-health.js';
import type { HealthFacts } from '../../training/health/facts.js';
import { firstFree, isRunFile, removeRun } from '../free-folder.js';
import { lockFolder } from '../lock.js';
import type { Observer } from '../observer.js';
import { begin, type Opened } from '../open-folder.js';
import type { Outcome } from '../outcome.js';
import { writeWhole, writing } from '../output-error.js';
import type { Plan } from '../plan.js';

export interface SeedResult {
  readonly seed: number;
  readonly iterations: number;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly validationAccuracy?: number;
  readonly testAccuracy: number;
  /** What was measured of the run; absent if its `run.json` does not say. */
  readonly health?: HealthFacts | undefined;
}

const TABLE = 'seeds.csv';
const SEED_FOLDER = /^seed-\d+$/;

export function seedFolder(folder: string, seed: number): string {
  return join(folder, `seed-${seed}`);
}

/** Makes the folder of several seeds, with an empty table. Throws RESUME_LOCKED, and OUTPUT if it cannot be written. */
export async function createSeedsFolder(
  plan: Plan,
  force: boolean,
  observer: Observer,
): Promise<Opened<{ path: string }>> {
  const { folder: dir, config } = plan;
  const own = (name: string) => name === TABLE || isRunFile(name);
  const seedsIn = (path: string) => readdirSync(path).filter((name) => SEED_FOLDER.test(name));
  // runs whose parent was killed may still be saving
  if (force && existsSync(dir)) {
    for (const name of writing(dir, () => seedsIn(dir))) (await lockFolder(join(dir, name))).release();
  }
  return begin(plan, force, observer, () =>
    firstFree(dir, force, own, (path) => {
      for (const name of seedsIn(path)) removeRun(join(path, name));
      CsvFile.create(join(path, TABLE), Object.keys(columnsOf(config))).close();
      return { path };
    }),
  );
}

/** Reads the results of all seeds, which must be finished, and writes them as a table. */
export async function writeResults(folder: string, config: Config, seeds: readonly number[]): Promise<SeedResult[]> {
  const results = seeds.map((seed) => resultOf(folder, seed));
  const columns = columnsOf(config);
  const rows = results.map((result) => Object.values(columns).map((key) => result[key]));
  await writeWhole(folder, TABLE, csvText([Object.keys(columns), ...rows]));
  return results;
}

function resultOf(folder: string, seed: number): SeedResult {
  const model = JSON.parse(readFileSync(join(seedFolder(folder, seed), 'model.json'), 'utf8'));
  const { iterations, loss, accuracy, testAccuracy } = model.training as Outcome;
  const { trainAccuracy = Number.NaN, validationAccuracy } = accuracy ?? {};
  return {
    seed,
    iterations,
    loss: loss ?? Number.NaN,
    trainAccuracy,
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    testAccuracy: testAccuracy ?? accuracy?.testAccuracy ?? Number.NaN,
    health: readRunHealth(seedFolder(folder, seed)),
  };
}

/** The columns of the table, each with its key in a result. */
function columnsOf({ data }: Config): Record<string, Exclude<keyof SeedResult, 'health'>> {
  return {
    seed: 'seed',
    iterations: 'iterations',
    loss: 'loss',
    train_accuracy: 'trainAccuracy',
    ...(data.validation !== undefined && { validation_accuracy: 'validationAccuracy' }),
    test_accuracy: 'testAccuracy',
  };
}

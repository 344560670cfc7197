import type { Config } from '../../config/schema.js';
import { shellWords } from '../../files/shell-words.js';
import { quantity } from '../../quantity.js';
import { hasReport } from '../../run/several/report.js';
import { areSeeds, type RunGroup, type RunResult, tableOf } from '../../run/several/results.js';
import { fitted } from './fit.js';
import { hopelessRuns } from './health.js';
import { duration, fraction, meanText } from './numbers.js';
import { nextHint } from './run.js';
import { table } from './table.js';

/** The results of several runs as text: a row for each, and the mean of runs that differ only in the seed. */
export function severalText(
  folder: string,
  config: Config,
  results: readonly RunResult[],
  groups: readonly RunGroup[],
  seconds: number,
): string {
  const isOnlySeeds = areSeeds(config);
  const isHeldOut = results.some(({ validationAccuracy }) => validationAccuracy !== undefined);
  const rows = results.map(({ run, seed, trainAccuracy, validationAccuracy, testAccuracy }) => [
    isOnlySeeds ? String(seed) : run,
    fraction(trainAccuracy),
    ...(validationAccuracy === undefined ? [] : [fraction(validationAccuracy)]),
    fraction(testAccuracy),
  ]);
  const heading = isOnlySeeds ? 'seed' : 'run';
  const folders = isOnlySeeds ? 'seed-…/' : '…/';
  return [
    `${quantity(results.length, heading)} in ${duration(seconds)}\n`,
    table([[heading, 'train', ...(isHeldOut ? ['validation'] : []), 'test'], ...rows]),
    isOnlySeeds ? fitted(`${spreadLine(groups[0])}\n`) : spreadTable(groups),
    ...hopelessRuns(results).map((line) => fitted(`${line}\n`)),
    `written: ${folder}/{${tableOf(config)},${hasReport(config) ? 'report.html,' : ''}config.json,${folders}}\n`,
    `${nextHint(shellWords(folder), config)}\n`,
  ].join('');
}

/** Mean and range of runs that differ only in the seed; empty if no run was repeated. */
function spreadTable(groups: readonly RunGroup[]): string {
  const repeated = groups.filter(({ runs }) => runs.length > 1);
  if (repeated.length === 0) return '';
  const rows = repeated.map(({ name, testAccuracy }) => [
    name,
    meanText(testAccuracy),
    `${fraction(testAccuracy.min)} to ${fraction(testAccuracy.max)}`,
  ]);
  return `test accuracy, mean ± standard deviation and range:\n${table(rows)}`;
}

function spreadLine({ testAccuracy: { mean, standardDeviation, min, max } }: RunGroup): string {
  const deviation = standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)} (standard deviation)`;
  return `test accuracy: mean ${fraction(mean)}${deviation}, from ${fraction(min)} to ${fraction(max)}`;
}

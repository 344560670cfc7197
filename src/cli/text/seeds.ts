import type { Config } from '../../config/schema.js';
import { shellWords } from '../../files/shell-words.js';
import { LOSSES } from '../../layers/losses.js';
import type { SeedResult } from '../../run/seeds/results.js';
import type { Spread } from '../../run/spread.js';
import { fitted } from './fit.js';
import { hopelessSeeds } from './health.js';
import { duration, fraction } from './numbers.js';
import { nextHint } from './run.js';
import { table } from './table.js';

export function seedsText(
  folder: string,
  config: Config,
  results: readonly SeedResult[],
  { mean, standardDeviation, min, max }: Spread,
  seconds: number,
): string {
  const isHeldOut = results.some(({ validationAccuracy }) => validationAccuracy !== undefined);
  const rows = results.map(({ seed, trainAccuracy, validationAccuracy, testAccuracy }) => [
    String(seed),
    fraction(trainAccuracy),
    ...(isHeldOut ? [fraction(validationAccuracy ?? Number.NaN)] : []),
    fraction(testAccuracy),
  ]);
  const deviation = standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)} (standard deviation)`;
  return [
    `${results.length} seeds in ${duration(seconds)}\n`,
    table([['seed', 'train', ...(isHeldOut ? ['validation'] : []), 'test'], ...rows]),
    fitted(`test accuracy: mean ${fraction(mean)}${deviation}, from ${fraction(min)} to ${fraction(max)}\n`),
    ...hopelessSeeds(results).map((line) => fitted(`${line}\n`)),
    `written: ${folder}/{seeds.csv,${config.report && LOSSES[config.loss].hasProbabilities ? 'report.html,' : ''}config.json,seed-…/}\n`,
    `${nextHint(`${shellWords(folder)}/seed-*/model.json`, config)}\n`,
  ].join('');
}

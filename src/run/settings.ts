import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';

/** What decides the results of a run, for `model.json` and checkpoints: no paths, times or host names. */
export function runSettings(config: Config, dataset: AboutDataset): Record<string, unknown> {
  const { name, hashes, rows, columns } = dataset;
  const size = rows !== columns && { rows, columns }; // else the number of pixels tells it
  return { config: decisiveSettings(config), dataset: { name, sha256: hashes, ...size } };
}

/** A config without what changes no result: paths, and where data come from. */
export function decisiveSettings(config: Config): Record<string, unknown> {
  const { data, output: _output, report: _report, ...settings } = config;
  const { limit, validation } = data;
  const amounts = { ...(limit && { limit }), ...(validation !== undefined && { validation }) };
  return { ...settings, ...(Object.keys(amounts).length > 0 && { data: amounts }) };
}

/** Throws RESUME_CONFIG, naming the first difference, unless a run has the settings and data it was started with. */
export function requireSameSettings(path: string, before: unknown, now: unknown): void {
  const difference = firstDifference(before, now, []);
  if (!difference) return;
  const name = difference.path.join('.').replace(/^config\./, '');
  const [was, is] = [difference.before, difference.now].map((value) => JSON.stringify(value) ?? 'not set');
  throw new TrainerError('RESUME_CONFIG', `${path}: ${name} was ${was}, now ${is}`, {
    hint: 'a run is resumed as it was; to change it, start it anew with --config',
  });
}

interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly now: unknown;
}

function firstDifference(before: unknown, now: unknown, path: readonly string[]): Difference | undefined {
  if (!isMapping(before) || !isMapping(now)) {
    return JSON.stringify(before) === JSON.stringify(now) ? undefined : { path, before, now };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const difference = firstDifference(before[key], now[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';

/** The settings and data that determine the results, for `model.json` and checkpoints. No paths, times or host names. */
export function runSettings(config: Config, dataset: AboutDataset): Record<string, unknown> {
  const { name, hashes, rows, columns, classNames } = dataset;
  const size = rows !== columns && { rows, columns }; // a square follows from the number of pixels
  return {
    config: decisiveSettings(config),
    dataset: { name, sha256: hashes, ...size, ...(classNames && { classNames }) },
  };
}

/** A config without the keys that do not affect results, such as paths and mirrors. */
export function decisiveSettings(config: Config): Record<string, unknown> {
  const { data, output: _output, report: _report, distill, runs, ...settings } = config;
  const { limit, validation } = data;
  const amounts = { ...(limit && { limit }), ...(validation !== undefined && { validation }) };
  return {
    ...settings,
    init: withoutPaths(settings.init),
    ...(distill && { distill: withoutPaths(distill) }),
    ...(Object.keys(amounts).length > 0 && { data: amounts }),
    ...(runs && { runs: Object.fromEntries(runs.map(({ name, ...own }) => [name, own])) }),
  };
}

/** Settings with another model, without its path: its SHA-256 determines the results. */
function withoutPaths<T extends { readonly from?: unknown }>({ from: _, ...settings }: T): Omit<T, 'from'> {
  return settings;
}

/** Throws RESUME_CONFIG, with the first difference, if a run does not have its original settings and data. */
export function requireSameSettings(path: string, before: unknown, now: unknown): void {
  const [was, is] = [before, now].map(
    (value) => new Map(settingsByPath(value).map(([name, set]) => [name, JSON.stringify(set)])),
  );
  for (const name of [...was.keys(), ...is.keys()]) {
    if (was.get(name) === is.get(name)) continue;
    const text = `${name.replace(/^config\./, '')} was ${was.get(name) ?? 'not set'}, now ${is.get(name) ?? 'not set'}`;
    throw new TrainerError('RESUME_CONFIG', `${path}: ${text}`, {
      hint: 'a run can only be resumed with its own settings; to change them, start a new run with --config',
    });
  }
}

/** All settings by their paths, such as `optimizer.name`. A list is one setting. */
export function settingsByPath(value: unknown, path: readonly string[] = []): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([key, inner]) => settingsByPath(inner, [...path, key]));
}

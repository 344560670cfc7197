import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import { TrainerError } from '../errors.js';

/** What decides the results of a run, for `model.json` and checkpoints: no paths, times or host names. */
export function runSettings(config: Config, dataset: AboutDataset): Record<string, unknown> {
  const { name, hashes, rows, columns, classNames } = dataset;
  const size = rows !== columns && { rows, columns }; // else the number of pixels tells it
  return {
    config: decisiveSettings(config),
    dataset: { name, sha256: hashes, ...size, ...(classNames && { classNames }) },
  };
}

/** A config without what changes no result: paths, and where data come from. */
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

/** Settings of other models: their SHA-256 decides, not where they are. */
function withoutPaths<T extends { readonly from?: unknown }>({ from: _, ...settings }: T): Omit<T, 'from'> {
  return settings;
}

/** Throws RESUME_CONFIG, naming the first difference, unless a run has the settings and data it was started with. */
export function requireSameSettings(path: string, before: unknown, now: unknown): void {
  const [was, is] = [before, now].map(
    (value) => new Map(settingsByPath(value).map(([name, set]) => [name, JSON.stringify(set)])),
  );
  for (const name of [...was.keys(), ...is.keys()]) {
    if (was.get(name) === is.get(name)) continue;
    const text = `${name.replace(/^config\./, '')} was ${was.get(name) ?? 'not set'}, now ${is.get(name) ?? 'not set'}`;
    throw new TrainerError('RESUME_CONFIG', `${path}: ${text}`, {
      hint: 'a run is resumed as it was; to change it, start it anew with --config',
    });
  }
}

/** Every setting, with its path such as `optimizer.name`. A list is one setting. */
export function settingsByPath(value: unknown, path: readonly string[] = []): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([key, inner]) => settingsByPath(inner, [...path, key]));
}

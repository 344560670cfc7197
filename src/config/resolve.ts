import { configError, type Problem } from '../documents/problem.js';
import { isMapping } from '../documents/tree.js';
import { type PlacedProblem, problemsOf } from './issues.js';
import { isOverridden, withOverrides } from './overrides.js';
import { withOwnRate } from './own-rate.js';
import { problemsOfEntries, runsOf } from './runs.js';
import { type Config, type ConfigInput, configSchema, type RunSettings } from './schema.js';
import { type Variant, variantsOf } from './variants.js';

/** Applies overrides to a config in memory, checks it and fills in defaults. source: its name in messages. Throws a `TrainerError` like `loadConfig`. */
export function resolveConfig(raw: unknown, overrides: ConfigInput = {}, source = 'config'): Config {
  const whole = withOverrides(raw, overrides);
  return checkConfig(whole, variantsOf(whole, overrides), overrides, source, [], (problem) => problem);
}

/** The config of one of several runs. */
export function runConfig({ runs: _, ...shared }: Config, { name, ...settings }: RunSettings): Config {
  return resolveConfig(shared, settings, name);
}

/** The config of the first run, for commands that need a single one. */
export function oneRun(config: Config): Config {
  return config.runs ? runConfig(config, config.runs[0]) : config;
}

/**
 * Checks a raw config and its variants, and throws all problems together. found: problems of the text itself; place: adds
 * the position of a problem in the text.
 */
export function checkConfig(
  raw: unknown,
  variants: readonly Variant[],
  overrides: ConfigInput,
  source: string,
  found: readonly Problem[],
  place: (problem: PlacedProblem) => Problem,
): Config {
  const { config, problems: ofBase } = check(raw);
  const entries = variants.map(({ raw, entry }) => ({ ...entry, ...check(raw) }));
  const seeds = isMapping(raw) && Array.isArray(raw.seeds) ? raw.seeds : undefined;
  const problems = ofBase.map((problem) =>
    isOverridden(problem.path, overrides)
      ? { ...problem, message: `${problem.message} (from a flag or the environment)` }
      : place(problem),
  );
  const all = [...found, ...problems, ...problemsOfEntries(entries, seeds, ofBase).map(place)];
  if (!config || all.length > 0) throw configError(source, all);
  const runs = runsOf(config, entries, seeds);
  return runs ? Object.freeze({ ...config, seed: runs[0].seed, runs: Object.freeze(runs) }) : config;
}

function check(raw: unknown): { config?: Config | undefined; problems: PlacedProblem[] } {
  const { data, error } = configSchema.safeParse(withOwnRate(raw), { reportInput: true });
  return { config: data, problems: problemsOf(error?.issues ?? []) };
}

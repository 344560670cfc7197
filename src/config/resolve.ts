import { configError, type Problem } from '../documents/problem.js';
import { type PlacedProblem, problemsOf } from './issues.js';
import { isOverridden, withOverrides } from './overrides.js';
import { withOwnRate } from './own-rate.js';
import { type Config, type ConfigInput, configSchema } from './schema.js';

/** Checks a config in memory, lays the overrides over it and fills in the defaults; `source` is the name that messages give it. Throws a `TrainerError` like `loadConfig`. */
export function resolveConfig(raw: unknown, overrides: ConfigInput = {}, source = 'config'): Config {
  return checkConfig(withOverrides(raw, overrides), overrides, source, [], (problem) => problem);
}

/** found: what is wrong in its text; place: says where in the text a problem is. */
export function checkConfig(
  raw: unknown,
  overrides: ConfigInput,
  source: string,
  found: readonly Problem[],
  place: (problem: PlacedProblem) => Problem,
): Config {
  const result = configSchema.safeParse(withOwnRate(raw), { reportInput: true });
  const problems = problemsOf(result.error?.issues ?? []).map((problem) =>
    isOverridden(problem.path, overrides)
      ? { ...problem, message: `${problem.message} (from a flag or the environment)` }
      : place(problem),
  );
  if (!result.success || found.length > 0) throw configError(source, [...found, ...problems]);
  return result.data;
}

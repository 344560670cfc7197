import type { PlacedProblem } from './issues.js';
import { isOverridden } from './overrides.js';
import { distinctNames, nameOf } from './run-name.js';
import { type Config, MOST_RUNS, type RunSettings } from './schema.js';
import { type Entry, SHARED } from './variants.js';

/** An entry of `runs` with the config of its run, or with its problems. */
export interface CheckedEntry extends Entry {
  readonly config?: Config | undefined;
  readonly problems: readonly PlacedProblem[];
}

/** The problems of all entries. Leaves out problems of the config without entries (`ofBase`). */
export function problemsOfEntries(
  entries: readonly CheckedEntry[],
  seeds: readonly number[] | undefined,
  ofBase: readonly PlacedProblem[],
): PlacedProblem[] {
  const count = entries.length * (seeds?.length ?? 1);
  const tooMany = `runs: ${entries.length} runs with ${seeds?.length} seeds each are ${count}, at most ${MOST_RUNS}`;
  return [
    ...(count > MOST_RUNS && seeds ? [problem(['runs'], tooMany)] : []),
    ...entries.flatMap((entry, i) => [
      ...entry.problems
        .filter(({ path, message }) => isOverridden(path, entry.own) || !ofBase.some((of) => of.message === message))
        .map((found) => inEntry(entry, found)),
      ...rulesBroken(entry, entries.slice(0, i), seeds !== undefined),
    ]),
  ];
}

function inEntry({ index }: Entry, found: PlacedProblem): PlacedProblem {
  const message = `runs[${index}]${found.part === 'key' ? ': ' : '.'}${found.message}`;
  return { ...found, path: ['runs', index, ...found.path], message };
}

function rulesBroken(entry: CheckedEntry, before: readonly CheckedEntry[], hasSeeds: boolean): PlacedProblem[] {
  const { own, index, isCut, config } = entry;
  const at = `runs[${index}]`;
  const keys = SHARED.filter((key) => key in own);
  const name = (of: Entry) => (typeof of.own.name === 'string' ? of.own.name.toLowerCase() : undefined);
  const namesake = name(entry) !== undefined && before.find((other) => name(other) === name(entry));
  const twin = !isCut && config && before.find((other) => isSame(other.config, config));
  return [
    ...keys.map((key) =>
      problem(['runs', index, key], `${at}.${key}: cannot differ between runs`, 'write it once, outside of "runs"'),
    ),
    ...(hasSeeds && own.seed !== undefined
      ? [problem(['runs', index, 'seed'], `${at}.seed: cannot be combined with "seeds"; keep one of the two`)]
      : []),
    ...(namesake ? [problem(['runs', index, 'name'], `${at}.name: is also the name of runs[${namesake.index}]`)] : []),
    ...(twin && !twin.isCut ? [problem(['runs', index], `${at}: is the same run as runs[${twin.index}]`)] : []),
  ];
}

function problem(path: readonly PropertyKey[], message: string, hint?: string): PlacedProblem {
  return { code: 'CONFIG_VALUE', message, hint, path, part: path.length === 3 ? 'key' : 'value' };
}

/**
 * The runs of a config: every entry with every seed. Entries that overrides made equal are one run. Undefined for a single
 * run that equals the config.
 */
export function runsOf(
  base: Config,
  entries: readonly CheckedEntry[],
  seeds: readonly number[] | undefined,
): RunSettings[] | undefined {
  const made = entries.flatMap(({ config, ...entry }) => (config ? [{ ...entry, config }] : []));
  const distinct = made.filter(({ config }, i) => made.findIndex((other) => isSame(other.config, config)) === i);
  const [first = { own: {}, config: base }, ...others] = distinct;
  const isPlain = entries.length === 0 || entries.some(({ isCut }) => isCut);
  if (!seeds && others.length === 0 && isPlain && isSame(first.config, base)) return undefined;
  const runs = [first, ...others].flatMap(({ own, config }) =>
    (seeds ?? [undefined]).map((seed) => ({
      name: nameOf(own, seed),
      ...difference(own, config, base),
      seed: seed ?? config.seed,
    })),
  );
  const names = distinctNames(runs.map(({ name }) => name));
  return runs.map((run, i) => Object.freeze({ ...run, name: names[i] }));
}

/**
 * The checked settings of an entry, and those that follow from them, such as the learning rate of its optimizer. A setting
 * that removes a key of the config, such as the view `none`, remains as written.
 */
function difference(own: object, config: Config, base: Config): Record<string, unknown> {
  const isOwn = ([key, value]: [string, unknown]) => key in own || !isSame(value, base[key as keyof Config]);
  const removing = Object.entries(own).filter(([key]) => key in base && !(key in config));
  return Object.fromEntries([...Object.entries(config).filter(isOwn), ...removing]);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

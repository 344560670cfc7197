import { isMapping } from '../documents/tree.js';
import { outsideOf, withOverrides } from './overrides.js';
import type { ConfigInput } from './schema.js';

/** What is the same for all runs: they are compared on the same images, in one folder. */
export const SHARED: readonly string[] = ['$schema', 'seeds', 'runs', 'dataset', 'data', 'report', 'output'];

/** An entry of `runs`. */
export interface Entry {
  readonly index: number;
  /** What it sets, but for what the overrides set for all runs. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Whether the overrides left something of it out. */
  readonly isCut: boolean;
}

/** One run of a raw config: the config with an entry laid over it. */
export interface Variant {
  readonly raw: unknown;
  readonly entry: Entry;
}

/** The runs of a raw config over which the overrides are laid already: they win over the entries of its `runs`. */
export function variantsOf(raw: unknown, overrides: ConfigInput): Variant[] {
  if (!isMapping(raw) || !Array.isArray(raw.runs)) return [];
  const { runs, seeds: _, ...base } = raw;
  return runs.flatMap((given, index): Variant[] => {
    if (!isMapping(given)) return [];
    const { name, ...settings } = given;
    const left = outsideOf(overrides, settings);
    const isCut = JSON.stringify(left) !== JSON.stringify(settings);
    const own = isCut || name === undefined ? left : { name, ...left };
    const laid = Object.fromEntries(Object.entries(left).filter(([key]) => !SHARED.includes(key)));
    return [{ raw: withOverrides(base, laid), entry: { index, own, isCut } }];
  });
}

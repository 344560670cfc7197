import { isMapping } from '../documents/tree.js';
import { notOverriddenBy, withOverrides } from './overrides.js';
import type { ConfigInput } from './schema.js';

/** Keys that an entry may not set: runs are compared on the same images, in one folder. */
export const SHARED: readonly string[] = ['$schema', 'seeds', 'runs', 'dataset', 'data', 'report', 'output'];

/** An entry of `runs`. */
export interface Entry {
  readonly index: number;
  /** The settings of the entry, without those that overrides set for all runs. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Whether overrides removed a setting of the entry. */
  readonly isCut: boolean;
}

/** A raw config overridden by one entry. */
export interface Variant {
  readonly raw: unknown;
  readonly entry: Entry;
}

/** The variants of a raw config. raw: with the overrides applied; they also take precedence over entries. */
export function variantsOf(raw: unknown, overrides: ConfigInput): Variant[] {
  if (!isMapping(raw) || !Array.isArray(raw.runs)) return [];
  const { runs, seeds: _, ...base } = raw;
  return runs.flatMap((given, index): Variant[] => {
    if (!isMapping(given)) return [];
    const { name, ...settings } = given;
    const left = notOverriddenBy(overrides, settings);
    const isCut = JSON.stringify(left) !== JSON.stringify(settings);
    const own = isCut || name === undefined ? left : { name, ...left };
    const permitted = Object.fromEntries(Object.entries(left).filter(([key]) => !SHARED.includes(key)));
    return [{ raw: withOverrides(base, permitted), entry: { index, own, isCut } }];
  });
}

import { isMapping } from '../documents/tree.js';
import type { ConfigInput } from './schema.js';

/** A raw config with overrides laid over it key by key, also inside its groups; `undefined` means not set. */
export function withOverrides(raw: unknown, overrides: ConfigInput): unknown {
  if (!isMapping(raw)) return raw;
  const merged = { ...raw };
  // How long to train is one choice with two names.
  if (overrides.iterations !== undefined) delete merged.epochs;
  if (overrides.epochs !== undefined) delete merged.iterations;
  // One seed is one run of the several.
  if (overrides.seed !== undefined) delete merged.seeds;
  for (const [key, value] of Object.entries(settled(overrides))) {
    // A choice that the file makes with keys of its own keeps them when a flag makes the same.
    if (isMapping(merged[key]) && merged[key].name === value) continue;
    if (!isMapping(value)) merged[key] = value;
    else if (isMapping(merged[key])) merged[key] = { ...merged[key], ...settled(value) };
    // A group that the file has wrong stays, to be complained about.
    else if (merged[key] === undefined) merged[key] = settled(value);
  }
  return merged;
}

/** Whether the value at a path came from the overrides. */
export function isOverridden([step, ...rest]: readonly PropertyKey[], overrides: unknown): boolean {
  if (!isMapping(overrides)) return overrides !== undefined;
  return step !== undefined && Object.hasOwn(overrides, step) && isOverridden(rest, overrides[String(step)]);
}

function settled(mapping: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined));
}

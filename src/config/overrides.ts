import { isMapping } from '../documents/tree.js';
import { type ConfigInput, KEYS } from './schema.js';

/** Keys that exclude each other: an override with one of them removes the others. */
const RIVALS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // iterations and epochs both set the length; a single seed replaces several
  '': { iterations: ['epochs'], epochs: ['iterations'], seed: ['seeds'] },
  // parameters are random or read from a file
  init: { std: ['from', 'scale', 'sha256'], from: ['std', 'scale', 'sha256'] },
  // the recorded hashes belong to the recorded teachers
  distill: { from: ['sha256'] },
};

/** Applies overrides to a raw config, key by key, also inside groups. `undefined` means not set. */
export function withOverrides(raw: unknown, overrides: ConfigInput): unknown {
  if (!isMapping(raw)) return raw;
  const merged = withoutRivals(raw, overrides);
  for (const [key, value] of Object.entries(withoutUndefined(overrides))) {
    merged[key] = overriddenValue(key, merged[key], value);
  }
  return merged;
}

function overriddenValue(key: string, before: unknown, value: unknown): unknown {
  const [old, next] = [before, value].map((group) => withoutShortForm(key, group));
  if (!isMapping(next)) return value;
  // an override that changes the name of a choice replaces its other keys, too
  if (isChoice(key) && !(isMapping(old) && (next.name ?? old.name) === old.name)) return value;
  if (old === undefined) return withoutUndefined(next);
  // keep an invalid group, so that the schema reports it
  return isMapping(old) ? { ...withoutRivals(old, next, key), ...withoutUndefined(next) } : before;
}

/** `adam` → `{ name: adam }`; `runs/committee` → `{ from: runs/committee }` */
function withoutShortForm(key: string, value: unknown): unknown {
  if (isChoice(key) && typeof value === 'string') return { name: value };
  const isTeachers = key === 'distill' && (typeof value === 'string' || Array.isArray(value));
  return isTeachers ? { from: value } : value;
}

/** Whether a key takes a name, or a mapping of a name and its own keys. */
function isChoice(key: string): boolean {
  return KEYS[key]?.includes('name') ?? false;
}

function withoutRivals(mapping: object, overrides: object, level = ''): Record<string, unknown> {
  const gone = Object.keys(withoutUndefined(overrides)).flatMap((key) => RIVALS[level]?.[key] ?? []);
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => !gone.includes(key)));
}

/** The part of a mapping that overrides do not replace. */
export function notOverriddenBy(overrides: object, mapping: object, level = ''): Record<string, unknown> {
  const over: Readonly<Record<string, unknown>> = withoutUndefined(overrides);
  const left = Object.entries(withoutRivals(mapping, over, level)).flatMap(([key, value]): [string, unknown][] => {
    const next = over[key];
    if (next === undefined || (isMapping(value) && isChoice(key) && value.name === next)) return [[key, value]];
    if (isChoice(key) || !isMapping(next) || !isMapping(value)) return [];
    const inner = notOverriddenBy(next, value, key);
    return Object.keys(inner).length > 0 ? [[key, inner]] : [];
  });
  return Object.fromEntries(left);
}

/** Whether the value at a path came from the overrides. */
export function isOverridden([step, ...rest]: readonly PropertyKey[], overrides: unknown): boolean {
  if (!isMapping(overrides)) return overrides !== undefined;
  return step !== undefined && Object.hasOwn(overrides, step) && isOverridden(rest, overrides[String(step)]);
}

function withoutUndefined(mapping: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined));
}

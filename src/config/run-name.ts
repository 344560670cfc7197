import { z } from 'zod';
import { isMapping } from '../documents/tree.js';

const LONGEST = 80;
/** Longest derived name, without its seed. */
const LONGEST_DERIVED = 60;

/** Names of devices on Windows, and of files in the folder of several runs. */
const TAKEN = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.(?:csv|html|json)$/i;

/** A name that is a valid folder name on every system. */
export const runName = z
  .string()
  .max(LONGEST, `a name of at most ${LONGEST} characters`)
  .regex(/^[A-Za-z0-9](?:[\w.-]*[\w-])?$/, 'a name of letters, digits, "-", "_" and "."')
  .refine((name) => !TAKEN.test(name), 'is the name of a file or a device; choose another one');

/**
 * The name of a run: its `name`, or its settings, such as `hidden-100-learningRate-0.05-seed-1`, or `base` without settings.
 * Keys inside a group appear without the name of the group. seed: one of `seeds`.
 */
export function nameOf({ name, seed: own, ...settings }: Readonly<Record<string, unknown>>, seed?: number): string {
  const derived = words('', settings)
    .join('-')
    .slice(0, LONGEST_DERIVED)
    .replace(/[-.]+$/, '');
  if (typeof name === 'string') return seed === undefined ? name : `${name.slice(0, LONGEST_DERIVED)}-seed-${seed}`;
  const last = seed ?? own;
  return [derived, last === undefined ? '' : `seed-${last}`].filter(Boolean).join('-') || 'base';
}

/** Makes names distinct, ignoring case, by a number, which stands before the seed. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let n = 2; taken.has(distinct.toLowerCase()); n++) distinct = name.replace(/(-seed-\d+)?$/, `-${n}$1`);
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}

/** The name or path of a run without its seed. */
export function withoutSeed(name: string): string {
  return name.replace(/(?:^|[-/\\])seed-\d+$/, '') || 'base';
}

/** `hidden`, `100`; `optimizer`, `momentum`, `0.8`; `alpha`, `36` */
function words(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return [key, value.map((each) => words('', each).join('-')).join('-') || 'none'];
  if (!isMapping(value)) return [key, word(value)].filter(Boolean);
  const { name, ...inner } = value;
  const own = name === undefined ? [] : [key, word(name)];
  const all = [...own, ...Object.entries(inner).flatMap(([each, of]) => words(each, of))];
  return all.filter((each, i) => each !== all[i - 1]);
}

function word(value: unknown): string {
  return typeof value === 'number' ? String(value) : String(value).replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '');
}

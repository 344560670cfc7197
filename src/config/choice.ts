import { z } from 'zod';
import { type Choices, type Chosen, type NameIn, namesIn } from '../documents/choices.js';
import { numberIn } from '../documents/numbers.js';

type KeyIn<C extends Choices> = { [N in keyof C]: keyof C[N]['keys'] & string }[keyof C];

/** One row of a table, written as its name or as a mapping with some of its keys. The output has all of its keys. */
export function choice<C extends Choices>(table: C) {
  const names = z.enum(namesIn(table) as [NameIn<C>, ...NameIn<C>[]]);
  const keys = Object.fromEntries(
    Object.values(table)
      .flatMap(({ keys }) => Object.entries(keys))
      .map(([key, range]) => [key, numberIn(range).optional()]),
  ) as Record<KeyIn<C>, z.ZodOptional<z.ZodNumber>>;
  const mapping = z
    .strictObject({ name: names, ...keys })
    .superRefine((value, context) => {
      const { name } = value as { name: NameIn<C> };
      for (const [key, given] of Object.entries(value)) {
        if (given === undefined || key === 'name' || key in table[name].keys) continue;
        const message = `belongs to ${owners(table, key)}; "${name}" has ${own(table[name].keys)}`;
        context.addIssue({ code: 'custom', path: [key], message });
      }
    })
    .transform((value) => chosen(table, (value as { name: NameIn<C> }).name, value));
  return z.union([mapping, names.transform((name) => chosen(table, name, {}))]);
}

/** The keys that the mapping of a choice may have. */
export function choiceKeys(table: Choices): string[] {
  return ['name', ...new Set(Object.values(table).flatMap(({ keys }) => Object.keys(keys)))];
}

function chosen<C extends Choices>(table: C, name: NameIn<C>, given: object): Chosen<C> {
  const defaults = Object.entries(table[name].keys).map(([key, value]) => [key, value.default]);
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.freeze({ name, ...Object.fromEntries([...defaults, ...set]) }) as Chosen<C>;
}

/** `"step"`, or `"momentum" and "nesterov"` */
function owners(table: Choices, key: string): string {
  return namesIn(table)
    .filter((name) => key in table[name].keys)
    .map((name) => `"${name}"`)
    .join(' and ');
}

/** `no keys of its own`, or `only beta1 and beta2` */
function own(keys: object): string {
  const names = Object.keys(keys);
  return names.length === 0 ? 'no keys of its own' : `only ${names.join(' and ')}`;
}

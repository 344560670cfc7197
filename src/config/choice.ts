import { z } from 'zod';

/** What can be chosen, by name: its own keys with their defaults. */
type Variants = Readonly<Record<string, Readonly<Record<string, number>>>>;

type Name<V extends Variants> = keyof V & string;

/** The keys of all variants. */
type Key<V extends Variants> = { [N in keyof V]: keyof V[N] & string }[keyof V];

/** A name and every key of that variant. */
type Chosen<V extends Variants> = {
  [N in Name<V>]: { readonly name: N } & { readonly [K in keyof V[N]]: number };
}[Name<V>];

/**
 * One of several things that have keys of their own: written as a name, or as a mapping of the name and some of its keys;
 * read as a mapping of the name and all of them. A key of another variant is refused.
 */
export function choice<V extends Variants>(variants: V, keys: Record<Key<V>, z.ZodType<number>>) {
  const names = z.enum(Object.keys(variants) as [Name<V>, ...Name<V>[]]);
  const numbers = Object.fromEntries(
    Object.entries<z.ZodType<number>>(keys).map(([key, type]) => [key, type.optional()]),
  ) as Record<Key<V>, z.ZodOptional<z.ZodType<number>>>;
  const mapping = z
    .strictObject({ name: names, ...numbers })
    .superRefine((value, context) => {
      const { name } = value as { name: Name<V> };
      for (const [key, given] of Object.entries(value)) {
        if (given === undefined || key === 'name' || key in variants[name]) continue;
        const message = `belongs to ${owners(variants, key)}; "${name}" has ${own(variants[name])}`;
        context.addIssue({ code: 'custom', path: [key], message });
      }
    })
    .transform((value) => chosen(variants, (value as { name: Name<V> }).name, value));
  return z.union([mapping, names.transform((name) => chosen(variants, name, {}))]);
}

/** The keys that stand in a choice's mapping. */
export function choiceKeys(keys: object): string[] {
  return ['name', ...Object.keys(keys)];
}

function chosen<V extends Variants>(variants: V, name: Name<V>, given: object): Chosen<V> {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return Object.freeze({ name, ...variants[name], ...set }) as unknown as Chosen<V>;
}

/** `"step"`, or `"momentum" and "nesterov"` */
function owners(variants: Variants, key: string): string {
  return Object.keys(variants)
    .filter((name) => key in variants[name])
    .map((name) => `"${name}"`)
    .join(' and ');
}

/** `no keys of its own`, or `only beta1 and beta2` */
function own(keys: object): string {
  const names = Object.keys(keys);
  return names.length === 0 ? 'no keys of its own' : `only ${names.join(' and ')}`;
}

// Types for tables of named choices, such as optimizers. This file must not import zod: `--version` loads these tables too.

/** The range of a number. `min` and `max` belong to the range, `above` and `below` do not. */
export type NumberRange = { readonly integer?: true } & ({ readonly min: number } | { readonly above: number }) &
  ({ readonly max: number } | { readonly below: number });

/** A number that a choice takes from the config. unit: what the number counts; `1` for a factor. */
export type NumberKey = NumberRange & { readonly default: number; readonly means: string; readonly unit: string };

/** A table of choices with the config keys of each. Keys of the same name must have the same definition in all choices. */
export type Choices = Readonly<Record<string, { readonly keys: Readonly<Record<string, NumberKey>> }>>;

export type NameIn<C extends Choices> = keyof C & string;

/** One selected choice: its name and a number for each of its keys. */
export type Chosen<C extends Choices> = {
  [N in NameIn<C>]: { readonly name: N } & { readonly [K in keyof C[N]['keys']]: number };
}[NameIn<C>];

/** The names in a table, in its order. */
export function namesIn<Name extends string>(table: Readonly<Record<Name, unknown>>): [Name, ...Name[]] {
  return Object.keys(table) as [Name, ...Name[]];
}

// Tables of things to choose from by name. No zod here: the flags' help reads these tables even for `--version`.

/** The range of a number; its ends belong to it, but for `above` and `below`. */
export type NumberRange = { readonly integer?: true } & ({ readonly min: number } | { readonly above: number }) &
  ({ readonly max: number } | { readonly below: number });

/** A number that a config may give to one of the things to choose from; `unit` is what it counts, `1` for a factor. */
export type NumberKey = NumberRange & { readonly default: number; readonly means: string; readonly unit: string };

/** Each thing has keys of its own. Where two have a key of the same name, it is the same key. */
export type Choices = Readonly<Record<string, { readonly keys: Readonly<Record<string, NumberKey>> }>>;

export type NameIn<C extends Choices> = keyof C & string;

/** One thing, chosen: its name, and a number for each of its keys. */
export type Chosen<C extends Choices> = {
  [N in NameIn<C>]: { readonly name: N } & { readonly [K in keyof C[N]['keys']]: number };
}[NameIn<C>];

/** The names of a table in its order. */
export function namesIn<Name extends string>(table: Readonly<Record<Name, unknown>>): [Name, ...Name[]] {
  return Object.keys(table) as [Name, ...Name[]];
}

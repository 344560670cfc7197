/** What a parser makes of a config: plain data that knows where in the text it stood, repeated keys included. */
export type Tree = { readonly offset: number } & (
  | { readonly kind: 'scalar'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'mapping'; readonly entries: readonly Entry[] }
);

export interface Entry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: Tree;
}

/** Both formats: deeper than any config needs, and shallow enough for every recursion over a tree. */
export const DEEPEST = 32;
export const TOO_DEEP = `nested deeper than ${DEEPEST}`;

/** The data alone. `Object.fromEntries` makes even `__proto__` a plain key. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
}

/** Whether a value is a mapping, such as a config or a group of its keys. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the value at a path stands, or its key; undefined if the text has no such place. */
export function offsetOf(tree: Tree, path: readonly PropertyKey[], part: 'key' | 'value'): number | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return tree.offset;
  if (tree.kind === 'list') {
    const item = tree.items[Number(step)];
    return item && offsetOf(item, rest, part);
  }
  const entry = tree.kind === 'mapping' ? tree.entries.findLast(({ key }) => key === step) : undefined;
  if (!entry) return undefined;
  return rest.length === 0 && part === 'key' ? entry.keyOffset : offsetOf(entry.value, rest, part);
}

/** Keys that are set twice in one mapping: JSON and YAML alike would let the last one win in silence. */
export function repeatedKeys(tree: Tree): { key: string; offset: number; firstOffset: number }[] {
  if (tree.kind === 'scalar') return [];
  if (tree.kind === 'list') return tree.items.flatMap(repeatedKeys);
  const first = new Map<string, number>();
  return tree.entries.flatMap(({ key, keyOffset, value }) => {
    const firstOffset = first.get(key);
    if (firstOffset !== undefined) return [{ key, offset: keyOffset, firstOffset }, ...repeatedKeys(value)];
    first.set(key, keyOffset);
    return repeatedKeys(value);
  });
}

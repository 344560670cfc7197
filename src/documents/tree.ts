/** A parsed config: plain data with the offset of each value, including repeated keys. */
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

/** Nesting limit for JSON and YAML: deeper than any config needs, and safe for recursion. */
export const DEEPEST = 32;
export const TOO_DEEP = `nested deeper than ${DEEPEST}`;

/** The data without offsets. `Object.fromEntries` makes even `__proto__` an ordinary key. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
}

/** Whether a value is a mapping, such as a config or a group of keys. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The offset of the value at a path, or of its key. Undefined if the text does not contain it. */
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

/** Keys that are set twice in one mapping. JSON and YAML parsers would silently use the last one. */
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

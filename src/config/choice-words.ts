import type { Choices } from '../documents/choices.js';

/** What a key of a config means. The JSON Schema and docs/configuration.md take their words from here. */
export interface Words {
  readonly means: string;
  readonly example: unknown;
  /** Unit of a number; `1` if it has none. */
  readonly unit?: string;
  /** The default, if the schema has none. */
  readonly unset?: string;
}

/** The words of a choice and of the keys in its table, with their owners. */
export function choiceWords(path: string, table: Choices, words: Words): Record<string, Words> {
  const entries = Object.entries(table).flatMap(([name, { keys }]) =>
    Object.entries(keys).map(([key, { default: value, means, unit }]) => ({ name, key, value, means, unit })),
  );
  const owners = (key: string) => entries.filter((entry) => entry.key === key).map(({ name }) => `\`${name}\``);
  return {
    [path]: words,
    [`${path}.name`]: { means: `name of the ${path}`, example: Object.keys(table)[1] },
    ...Object.fromEntries(
      entries.map(({ key, value, means, unit }) => [
        `${path}.${key}`,
        { means: `of ${owners(key).join(' and ')}: ${means}`, example: value, unit, unset: String(value) },
      ]),
    ),
  };
}

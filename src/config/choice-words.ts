import type { Choices } from '../documents/choices.js';

/** What a key of a config means. The JSON Schema and the table in the README have their words from here. */
export interface Words {
  readonly means: string;
  readonly example: unknown;
  /** What a number counts or measures; `1` where it is only a number. */
  readonly unit?: string;
  /** What holds without the key, where the schema has no default. */
  readonly unset?: string;
}

/** The words of a choice and of the keys in its table, with the names that have them. */
export function choiceWords(path: string, table: Choices, words: Words): Record<string, Words> {
  const entries = Object.entries(table).flatMap(([name, { keys }]) =>
    Object.entries(keys).map(([key, { default: value, means, unit }]) => ({ name, key, value, means, unit })),
  );
  const owners = (key: string) => entries.filter((entry) => entry.key === key).map(({ name }) => `\`${name}\``);
  return {
    [path]: words,
    [`${path}.name`]: { means: 'which one', example: Object.keys(table)[1] },
    ...Object.fromEntries(
      entries.map(({ key, value, means, unit }) => [
        `${path}.${key}`,
        { means: `of ${owners(key).join(' and ')}: ${means}`, example: value, unit, unset: String(value) },
      ]),
    ),
  };
}

import { z } from 'zod';
import { configSchema } from './schema.js';
import { WORDS } from './words.js';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema (draft 2020-12) of a config, by which editors complete, explain and check its keys. */
export function configJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly; // frozen once it is read, which is no concern of who writes it
    },
  });
  for (const { path, schema: key } of keysOf(schema)) {
    const { means, example, unit, unset } = WORDS[path];
    const sentences = [means, unit && `Unit: ${unit}`, unset && `Default: ${unset}`].filter(Boolean);
    key.description = `${sentences.join('. ')}.`;
    key.examples = [example];
  }
  return { title: 'mnist-train config', ...schema };
}

/** Every key of a JSON Schema with its path, groups before the keys inside them. */
export function keysOf(
  { properties = {}, anyOf = [] }: JsonSchema,
  group = '',
): { path: string; schema: JsonSchema }[] {
  const own = Object.entries(properties as Record<string, JsonSchema>).flatMap(([key, schema]) => [
    { path: group + key, schema },
    ...keysOf(schema, `${group}${key}.`),
  ]);
  return [...own, ...(anyOf as JsonSchema[]).flatMap((branch) => keysOf(branch, group))];
}

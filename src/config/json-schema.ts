import { z } from 'zod';
import { configSchema } from './schema.js';
import { SHARED } from './variants.js';
import { WORDS } from './words.js';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema (draft 2020-12) of a config. Editors use it to complete, explain and check keys. */
export function configJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly; // the program freezes these values; whoever writes a config may set them
    },
  });
  for (const { path, schema: key } of keysOf(schema)) {
    const { means, example, unit, unset } = WORDS[path];
    const sentences = [means, unit && `Unit: ${unit}`, unset && `Default: ${unset}`].filter(Boolean);
    key.description = `${sentences.join('. ')}.`;
    key.examples = [example];
  }
  describeRuns(schema);
  return { title: 'mnist-train config', ...schema };
}

/** Entries of `runs` have the keys of a config, except those that all runs share. */
function describeRuns({ properties = {} }: JsonSchema): void {
  const { runs, ...others } = properties as Record<string, JsonSchema>;
  const { name } = (runs.items as JsonSchema).properties as Record<string, JsonSchema>;
  const keys = Object.keys(others).filter((key) => !SHARED.includes(key));
  runs.items = {
    type: 'object',
    properties: {
      name: { ...name, description: 'Name of the run and its folder. Default: made from its settings.' },
      ...Object.fromEntries(keys.map((key) => [key, { $ref: `#/properties/${key}` }])),
    },
    additionalProperties: false,
  };
}

/** Every key of a JSON Schema with its path; a group comes before its keys. */
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

import { z } from 'zod';
import { configSchema } from './schema.js';

/** The JSON Schema (draft 2020-12) of a config, by which editors complete and check its keys. */
export function configJsonSchema(): object {
  return {
    title: 'mnist-train config',
    ...z.toJSONSchema(configSchema, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        delete jsonSchema.readOnly; // frozen once it is read, which is no concern of who writes it
      },
    }),
  };
}

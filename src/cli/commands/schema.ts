import { configJsonSchema } from '../../config/json-schema.js';

/** `mnist-train schema`: prints the JSON Schema of a config. */
export function schemaCommand(): void {
  process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
}

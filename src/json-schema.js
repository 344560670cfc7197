import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../dist/config/json-schema.js';

// Writes the file that `mnist-train schema` prints.
writeFileSync('configs/schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`);

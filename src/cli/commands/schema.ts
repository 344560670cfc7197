import { readFileSync } from 'node:fs';
import { packageFile } from '../../files/package-file.js';

/** `mnist-train schema`: prints the JSON Schema of a config, which the build wrote. */
export function schemaCommand(): void {
  process.stdout.write(readFileSync(packageFile('configs/schema.json')));
}

import { readdirSync } from 'node:fs';
import { packageFile } from '../files/package-file.js';

/** The names of the configs in the package, without their extension; the template is none of them. */
export function packagedNames(): string[] {
  return readdirSync(packageFile('configs/'))
    .filter((file) => file.endsWith('.yaml') && file !== 'template.yaml')
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

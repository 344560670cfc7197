import { readFileSync } from 'node:fs';
import { packageFile } from '../files/package-file.js';

/** The version in package.json. */
export function programVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

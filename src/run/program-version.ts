import { readFileSync } from 'node:fs';

/** The version in package.json, two folders above this file both as source and as built. */
export function programVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

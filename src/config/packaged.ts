import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../files/package-file.js';

const FOLDER = fileURLToPath(packageFile('configs/'));
/** `init` copies it. */
const TEMPLATE = 'template.yaml';

/** The names of the configs that come with the package: quickstart, book-ch05 … */
export function packagedNames(): string[] {
  const files = readdirSync(FOLDER).filter((file) => extname(file) === '.yaml' && file !== TEMPLATE);
  return files.map((file) => basename(file, '.yaml')).sort();
}

/** Where a config is: the file of that path, or the packaged config of that name. */
export function configFile(word: string): string {
  return packagedNames().includes(word) ? `${FOLDER}${word}.yaml` : word;
}

/** What a packaged config is, by the beginning of its first line. */
export function packagedSummary(name: string): string {
  return readFileSync(configFile(name), 'utf8').slice('# '.length).split(/: |\n/, 1)[0];
}

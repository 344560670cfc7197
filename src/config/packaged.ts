import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../files/package-file.js';

const FOLDER = fileURLToPath(packageFile('configs/'));
/** The config that `init` copies. */
const TEMPLATE = 'template.yaml';

/** The names of the configs that come with the package: quickstart, book-ch05 … */
export function packagedNames(): string[] {
  const files = readdirSync(FOLDER).filter((file) => extname(file) === '.yaml' && file !== TEMPLATE);
  return files.map((file) => basename(file, '.yaml')).sort();
}

/** The path of a config: a file, or a packaged config by its name. */
export function configFile(word: string): string {
  return packagedNames().includes(word) ? `${FOLDER}${word}.yaml` : word;
}

/** The description of a packaged config, from its first line. */
export function packagedSummary(name: string): string {
  return readFileSync(configFile(name), 'utf8').slice('# '.length).split(/: |\n/, 1)[0];
}

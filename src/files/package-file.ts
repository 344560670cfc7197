import { existsSync } from 'node:fs';

/** The folder of package.json. */
const ROOT = folderOf('package.json', new URL('./', import.meta.url));

/** The URL of a file in this package. Works from the sources, from the build and from the bundle. */
export function packageFile(path: string): URL {
  return new URL(path, ROOT);
}

function folderOf(file: string, folder: URL): URL {
  return existsSync(new URL(file, folder)) ? folder : folderOf(file, new URL('../', folder));
}

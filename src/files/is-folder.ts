import { statSync } from 'node:fs';

/** Whether a path leads to a folder. False if the file system cannot tell. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileReason } from '../files/read-file.js';

/**
 * Endings of image files. Formats other than PNG and JPEG are included, so that each gets an error instead of being
 * ignored.
 */
const ENDINGS = new Set(
  ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'tif', 'tiff', 'bmp', 'svg'].map((ending) => `.${ending}`),
);

/** Number of files read at the same time; enough to keep a disk or a remote file server busy. */
export const READ_AT_ONCE = 32;

export interface FoundImages {
  /** Paths, starting with the folder, sorted by name within each folder. */
  readonly files: readonly string[];
  /** Number of files without the ending of an image. */
  readonly others: number;
  /** Folders that could not be read, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Finds the image files in a folder and its subfolders. Skips hidden files and does not follow links to folders. */
export async function findImages(folder: string): Promise<FoundImages> {
  const files: string[] = [];
  const unreadable = new Map<string, string>();
  let others = 0;
  const look = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
      unreadable.set(path, fileReason(error));
      return [];
    });
    for (const entry of entries.sort(byName)) {
      if (entry.name.startsWith('.')) continue;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) await look(inner);
      else if (ENDINGS.has(extname(entry.name).toLowerCase())) files.push(inner);
      else others++;
    }
  };
  await look(folder);
  return { files, others, unreadable };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

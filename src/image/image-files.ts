import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileReason } from '../files/read-file.js';

/** What image files are called; what is not PNG is refused one by one, with a sentence, instead of overlooked. */
const ENDINGS = new Set(
  ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'tif', 'tiff', 'bmp', 'svg'].map((ending) => `.${ending}`),
);

/** Files read at once: enough to keep a disk, or a server far away, busy. */
export const READ_AT_ONCE = 32;

export interface FoundImages {
  /** Paths that begin with the folder, in the order of their names, folder by folder. */
  readonly files: readonly string[];
  /** Files that are no images by their names. */
  readonly others: number;
  /** Folders that could not be looked into, and why. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** The image files in a folder and in the folders in it. Hidden ones are left out, links to folders not followed. */
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

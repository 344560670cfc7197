import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { isFolder } from '../../files/is-folder.js';
import { fileReason, systemErrorCode } from '../../files/read-file.js';
import { findImages } from '../../image/image-files.js';
import { quantity } from '../../quantity.js';
import { Philox } from '../../random/philox.js';
import { shuffle } from '../../random/random.js';
import { STREAMS } from '../../random/streams.js';

/** Image files of one split, and the class number of each. */
export interface LabelledFiles {
  readonly files: readonly string[];
  readonly labels: Uint8Array;
}

const FOLDER_HINT = 'dataset: folder needs train/ and test/ in data.dir (--data-dir), and in each one folder per class';

/** Names of the folders in a folder, which are the class names. Numbers are sorted by value, other names by characters. */
export async function classNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    const reason = systemErrorCode(error) === 'ENOENT' ? 'no such folder' : fileReason(error);
    throw new TrainerError('IMAGE_READ', `${folder}: ${reason}`, { hint: FOLDER_HINT, cause: error });
  });
  return sortedNames(names.filter((name) => !name.startsWith('.') && isFolder(join(folder, name))));
}

function sortedNames(names: readonly string[]): string[] {
  const areNumbers = names.every((name) => /^\d+$/.test(name));
  const sorted = names.toSorted();
  return areNumbers ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}

/** Throws IMAGE_CLASSES unless there are 2 to 256 classes. */
export function requireClasses(names: readonly string[], folder: string): void {
  if (names.length >= 2 && names.length <= 256) return;
  const got = `has ${quantity(names.length, 'folder')}, expected one for each of 2 to 256 classes`;
  throw new TrainerError('IMAGE_CLASSES', `${folder}: ${got}`, { hint: FOLDER_HINT });
}

/**
 * Images in the class folders of one split, shuffled in a fixed order, because `data.limit` takes the first images and
 * `data.validation` the last ones. Throws IMAGE_CLASSES for an unknown class, IMAGE_READ for an unreadable folder, and
 * IMAGE_NONE if there are no images.
 */
export async function labelledFiles(folder: string, classes: readonly string[]): Promise<LabelledFiles> {
  const found: { file: string; label: number }[] = [];
  for (const name of await classNames(folder)) {
    const label = classes.indexOf(name);
    if (label < 0) {
      throw new TrainerError('IMAGE_CLASSES', `${join(folder, name)}: is not a class of the training images`, {
        hint: `the classes are ${classes.join(', ')}`,
      });
    }
    const { files, unreadable } = await findImages(join(folder, name));
    for (const [path, reason] of unreadable) throw new TrainerError('IMAGE_READ', `${path}: ${reason}`);
    found.push(...files.map((file) => ({ file, label })));
  }
  if (found.length === 0) {
    throw new TrainerError('IMAGE_NONE', `${folder}: there are no images in its folders`, { hint: FOLDER_HINT });
  }
  const order = Int32Array.from(found.keys());
  shuffle(order, new Philox(0, STREAMS.folder));
  return {
    files: Array.from(order, (n) => found[n].file),
    labels: Uint8Array.from(order, (n) => found[n].label),
  };
}

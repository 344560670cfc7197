import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../cache/verify.js';
import type { IdxFile } from '../entry.js';
import { encodeIdx } from '../idx/idx.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { classNames, labelledFiles, requireClasses } from './class-folders.js';
import { readPictures } from './read-pictures.js';

/**
 * Reads `dataDir/train` and `dataDir/test`, each with one folder of images per class, as IDX files in memory. If only the
 * test images are needed and there is no `train`, `dataDir` itself may contain the class folders. Throws IMAGE_….
 */
export async function obtainPictures(wanted: readonly IdxFile[], options: LoadOptions): Promise<ObtainedFile[]> {
  const { dataDir } = options;
  const train = join(dataDir, 'train');
  const test = join(dataDir, 'test');
  const needsTrain = wanted.some(({ split }) => split === 'train') || existsSync(train);
  const folders = { train, test: needsTrain || existsSync(test) ? test : dataDir };
  const source = needsTrain ? train : folders.test;
  const classes = await classNames(source);
  requireClasses(classes, source);
  const obtained: ObtainedFile[] = [];
  for (const split of ['train', 'test'] as const) {
    const files = wanted.filter((file) => file.split === split);
    if (files.length > 0) obtained.push(...(await obtainHalf(files, folders[split], classes, options)));
  }
  return wanted.map(({ name }) => obtained.find((file) => file.name === name) as ObtainedFile);
}

async function obtainHalf(
  wanted: readonly IdxFile[],
  from: string,
  classes: readonly string[],
  options: LoadOptions,
): Promise<ObtainedFile[]> {
  const { files, labels } = await labelledFiles(from, classes);
  const count = files.length;
  const encoded = async (kind: IdxFile['kind']) => {
    if (kind === 'labels') return encodeIdx([count], labels);
    const { images, rows, columns } = await readPictures(files, from, options);
    return encodeIdx([count, rows, columns], images);
  };
  return Promise.all(
    wanted.map(async ({ name, kind }): Promise<ObtainedFile> => {
      const idx = await encoded(kind);
      return { name, origin: 'generated', from, bytes: idx.length, idx, sha256: sha256(idx), classNames: classes };
    }),
  );
}

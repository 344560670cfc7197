import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { TrainerError } from '../../errors.js';
import { readModel } from '../../export/read-model.js';
import { mapConcurrently } from '../../files/map-concurrently.js';
import { findImages } from '../../image/image-files.js';
import type { Model } from '../../network/model-json.js';
import { outputName } from '../../network/outputs.js';
import { quantity } from '../../quantity.js';
import { requireCommittee } from '../../run/committee-models.js';
import { type ReadFile, readImages, unread } from '../../run/read-images.js';
import { resultByFolder } from '../../run/result-by-folder.js';
import { watched } from '../program/display.js';
import { type NetFlags, netFacts, type OutputFlags } from '../program/flags.js';
import { writeNewFile } from '../program/new-file.js';
import { imagesCsv, imagesText } from '../text/images.js';
import { sideOf } from './image.js';

/**
 * `mnist-eval MODEL… --images FOLDER`: classifies every image of a folder and prints a table. If interrupted, it writes
 * the rows so far, but never over an existing file. Throws IMAGE_SOME at the end if some images could not be read.
 */
export async function imagesCommand(
  paths: readonly string[],
  folder: string,
  flags: OutputFlags & NetFlags & { csv?: string },
): Promise<void> {
  const { csv, json } = flags;
  const userFacts = netFacts(flags, paths);
  const models = await mapConcurrently(paths, (path) => readModel(path, userFacts));
  const [model] = models;
  const side = sideOf(model, paths[0]);
  if (models.length > 1) requireCommittee(models, paths);
  requireSameShape(models, paths);
  requireFolder(csv);
  const { files, others, unreadable } = await findImages(folder);
  requireImages(folder, files, unreadable);
  const rows: ReadFile[] = [];
  const since = performance.now();
  const name = outputName(model.architecture);
  let isWhole = false;
  try {
    await watched(flags, async (watch) => {
      for await (const chunk of readImages(models, side, files, watch)) rows.push(...chunk);
    });
    rows.push(...[...unreadable].map(([place, reason]) => unread(place, reason)));
    isWhole = true;
  } finally {
    if (csv !== undefined && (isWhole || (rows.length > 0 && !existsSync(csv))))
      await writeNewFile(csv, imagesCsv(rows, name));
    if (csv === undefined && !json) process.stdout.write(imagesCsv(rows, name));
  }
  const result = resultByFolder(rows, folder, model);
  const seconds = (performance.now() - since) / 1000;
  if (json) {
    const named = paths.length === 1 ? { model: paths[0] } : { models: paths };
    const { loss: _, ...evaluation } = result ?? { loss: 0 };
    process.stdout.write(`${JSON.stringify({ ...named, folder, csv, ...evaluation, images: rows })}\n`);
  } else if (csv !== undefined) {
    process.stdout.write(imagesText(folder, { rows, seconds, others }, model.classes, result));
    process.stdout.write(`\nwritten: ${csv}\n`);
  }
  requireAllRead(rows);
}

/** Throws MODEL_SHAPE if the models differ in their number of inputs or of classes. */
function requireSameShape([first, ...others]: readonly Model[], paths: readonly string[]): void {
  const shape = ({ architecture: { input, output } }: Model) => `has ${input} inputs and ${output} classes`;
  const i = others.findIndex((other) => shape(other) !== shape(first));
  if (i < 0) return;
  throw new TrainerError('MODEL_SHAPE', `${paths[i + 1]}: ${shape(others[i])}, ${paths[0]} ${shape(first)}`, {
    hint: 'the models of a committee need the same images and the same classes',
  });
}

function requireFolder(csv: string | undefined): void {
  if (csv === undefined || existsSync(dirname(csv))) return;
  throw new TrainerError('OUTPUT', `${csv}: there is no folder ${dirname(csv)}`, {
    hint: 'name a file in a folder that exists',
  });
}

function requireImages(folder: string, files: readonly string[], unreadable: ReadonlyMap<string, string>): void {
  const reason = unreadable.get(folder) ?? (files.length === 0 ? 'has no images' : undefined);
  if (reason === undefined) return;
  throw new TrainerError('IMAGE_FOLDER', `${folder}: ${reason}`, {
    hint: 'give a folder with PNG or JPEG files',
  });
}

function requireAllRead(rows: readonly ReadFile[]): void {
  const [first, ...others] = rows.filter(({ digit }) => digit === null);
  if (first === undefined) return;
  const text = `${others.length + 1} of ${quantity(rows.length, 'image')} could not be read; their remarks say why`;
  throw new TrainerError('IMAGE_SOME', text, { hint: `the first is ${first.file}: ${first.remark}` });
}

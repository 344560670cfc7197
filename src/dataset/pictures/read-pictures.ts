import { TrainerError } from '../../errors.js';
import { mapConcurrently } from '../../files/map-concurrently.js';
import { READ_AT_ONCE } from '../../image/image-files.js';
import type { Rgba } from '../../image/picture.js';
import { readPicture } from '../../image/picture-file.js';
import { quantity } from '../../quantity.js';
import { MOST_SIDE } from '../dataset.js';
import { MAX_IDX_BYTES } from '../idx/idx.js';
import type { LoadOptions } from '../load-options.js';

export interface Pictures {
  readonly rows: number;
  readonly columns: number;
  /** [files · rows · columns] bytes; 0 is background. */
  readonly images: Uint8Array;
}

/**
 * Reads PNG or JPEG files of one size without cropping or scaling. If the borders of all images are mostly light, inverts
 * all images and gives a notice. half: the name in progress messages. Throws IMAGE_…, with IMAGE_SHAPE if sizes differ.
 */
export async function readPictures(files: readonly string[], half: string, options: LoadOptions): Promise<Pictures> {
  const first = await readPicture(files[0]);
  const { height: rows, width: columns } = first;
  const size = rows * columns;
  requireSize(first, files);
  const images = new Uint8Array(files.length * size);
  let done = 0;
  await mapConcurrently(
    files,
    async (file, place) => {
      options.signal?.throwIfAborted();
      const picture = await readPicture(file);
      if (picture.width !== columns || picture.height !== rows) {
        const text = `${file}: ${sizeOf(picture)} pixels, but ${files[0]} has ${sizeOf(first)}`;
        throw new TrainerError('IMAGE_SHAPE', text, {
          hint: 'all images of a dataset have one size: scale or crop them',
        });
      }
      writeGrey(images.subarray(place * size, (place + 1) * size), picture);
      options.onProgress?.({ kind: 'read', file: half, done: ++done, total: files.length });
    },
    READ_AT_ONCE,
  );
  if (borderMean(images, rows, columns) > 127.5) {
    for (let i = 0; i < images.length; i++) images[i] = 255 - images[i];
    options.onNotice?.(`${half}: images are dark on light, so all of them are inverted`);
  }
  return { rows, columns, images };
}

function sizeOf({ width, height }: Rgba): string {
  return `${width}×${height}`;
}

function requireSize(first: Rgba, files: readonly string[]): void {
  const hint = 'scale the images down; MNIST has 28×28 pixels';
  if (Math.max(first.width, first.height) > MOST_SIDE) {
    const text = `${files[0]}: ${sizeOf(first)} pixels, expected at most ${MOST_SIDE}×${MOST_SIDE}`;
    throw new TrainerError('IMAGE_SIZE', text, { hint });
  }
  if (files.length * first.width * first.height <= MAX_IDX_BYTES - 16) return;
  throw new TrainerError('IMAGE_SIZE', `${quantity(files.length, 'image')} of ${sizeOf(first)} pixels are too many`, {
    hint,
  });
}

/** Luminance (Rec. 601) on a white background. */
function writeGrey(grey: Uint8Array, { data }: Rgba): void {
  for (let i = 0; i < grey.length; i++) {
    const luminance = (299 * data[4 * i] + 587 * data[4 * i + 1] + 114 * data[4 * i + 2]) / 1000;
    grey[i] = Math.round(255 + ((luminance - 255) * data[4 * i + 3]) / 255);
  }
}

/** Mean of the border pixels of all images. */
function borderMean(images: Uint8Array, rows: number, columns: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < images.length; i++) {
    const [y, x] = [Math.floor(i / columns) % rows, i % columns];
    if (y > 0 && y < rows - 1 && x > 0 && x < columns - 1) continue;
    sum += images[i];
    count++;
  }
  return sum / count;
}

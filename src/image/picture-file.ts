import { TrainerError } from '../errors.js';
import { fileReason, readRegularFile } from '../files/read-file.js';
import { decodeJpeg, isJpeg } from './jpeg.js';
import type { Rgba } from './picture.js';
import { decodePng } from './png.js';

const MOST_FILE_BYTES = 32 * 2 ** 20;

/** Reads a PNG or JPEG file of at most 4096×4096 pixels. Throws `IMAGE_…`. */
export async function readPicture(path: string): Promise<Rgba> {
  const bytes = await readRegularFile(path, MOST_FILE_BYTES).catch((error) => {
    const hint = 'give a PNG or JPEG file';
    throw new TrainerError('IMAGE_READ', `${path}: ${fileReason(error)}`, { hint, cause: error });
  });
  return isJpeg(bytes) ? decodeJpeg(bytes, path) : decodePng(bytes, path);
}

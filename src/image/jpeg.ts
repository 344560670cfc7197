import { decode } from 'jpeg-js';
import { TrainerError } from '../errors.js';
import { upright } from './exif.js';
import { readJpegHeader } from './jpeg-header.js';
import type { Rgba } from './picture.js';
import type { Fail } from './png-chunks.js';

const LIMITS = { maxResolutionInMP: 2 ** 24 / 1e6, maxMemoryUsageInMB: 512 };

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Decodes a JPEG file with jpeg-js and rotates it upright. name: what errors call the file. */
export function decodeJpeg(bytes: Uint8Array, name: string): Rgba {
  const hint = 'open it in an image program and save or export it once more';
  const fail: Fail = (code, message, better) => new TrainerError(code, `${name}: ${message}`, { hint: better ?? hint });
  const orientation = readJpegHeader(bytes, fail);
  let picture: Rgba;
  try {
    picture = decode(bytes, { ...LIMITS, useTArray: true, tolerantDecoding: false });
  } catch (error) {
    // jpeg-js throws various errors, even TypeErrors, if the data do not match the header.
    const reason = error instanceof Error && error.name === 'Error' ? ` (${error.message})` : '';
    throw fail('IMAGE_DATA', `compressed data is damaged${reason}`);
  }
  return upright(picture, orientation);
}

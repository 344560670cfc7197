import { decode } from 'jpeg-js';
import { TrainerError } from '../errors.js';
import { upright } from './exif.js';
import { readJpegHeader } from './jpeg-header.js';
import type { Rgba } from './picture.js';
import type { Fail } from './png-chunks.js';

const LIMITS = { maxResolutionInMP: 2 ** 24 / 1e6, maxMemoryUsageInMB: 512 };

/** Whether a file begins as JPEG files do. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** The pixels of a JPEG file in memory, turned as its camera says. name: how errors call the file. jpeg-js decodes it. */
export function decodeJpeg(bytes: Uint8Array, name: string): Rgba {
  const hint = 'open it in an image program and save or export it once more';
  const fail: Fail = (code, message, better) => new TrainerError(code, `${name}: ${message}`, { hint: better ?? hint });
  const orientation = readJpegHeader(bytes, fail);
  let picture: Rgba;
  try {
    picture = decode(bytes, { ...LIMITS, useTArray: true, tolerantDecoding: false });
  } catch (error) {
    // whatever jpeg-js throws, also a TypeError, says that the data are not as the header declares
    const reason = error instanceof Error && error.name === 'Error' ? ` (${error.message})` : '';
    throw fail('IMAGE_DATA', `compressed data is damaged${reason}`);
  }
  return upright(picture, orientation);
}

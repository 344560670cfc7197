import { PNG } from 'pngjs';
import { TrainerError } from '../errors.js';
import { fileReason, readRegularFile } from '../files/read-file.js';
import type { Rgba } from './ink.js';
import { readChunks } from './png-chunks.js';
import { checkData } from './png-data.js';
import { requirePngSignature } from './png-signature.js';

const MOST_FILE_BYTES = 32 * 2 ** 20;

/** Reads a PNG file of any kind and of up to 4096×4096 pixels. Throws `IMAGE_…`. */
export async function readPng(path: string): Promise<Rgba> {
  const bytes = await readRegularFile(path, MOST_FILE_BYTES).catch((error) => {
    throw new TrainerError('IMAGE_READ', `${path}: ${fileReason(error)}`, { hint: 'give a PNG file', cause: error });
  });
  return decodePng(bytes, path);
}

/**
 * The pixels of a PNG file in memory, which errors call `name`. pngjs sees only what has been checked: the chunks of the
 * picture, whose data is as long as the header says, so that nothing is allocated that the limits do not allow.
 */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Rgba> {
  requirePngSignature(bytes, name);
  const { header, colours, needed, packed } = readChunks(bytes, name);
  await checkData(packed, header, name);
  return decode(Buffer.concat(needed)).catch((error) => {
    // the one thing it finds that we do not look for
    const index = /^index (\d+) not in palette$/.exec((error as Error).message)?.[1];
    if (index === undefined) throw error;
    throw new TrainerError('IMAGE_PALETTE', `${name}: index ${index}, palette has ${colours}`, { cause: error });
  });
}

function decode(bytes: Buffer): Promise<Rgba> {
  return new Promise((resolve, reject) => {
    new PNG().parse(bytes, (error, png) => (error ? reject(error) : resolve(png)));
  });
}

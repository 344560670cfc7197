import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { type ErrorCode, TrainerError } from '../errors.js';
import { grouped, quantity } from '../quantity.js';
import type { Rgba } from './picture.js';
import { type Chunk, type Fail, pictureChunks } from './png-chunks.js';
import { PALETTE, type PngHeader, readHeader } from './png-header.js';
import { requirePngSignature, SIGNATURE_BYTES } from './png-signature.js';

/**
 * Decodes a PNG file in memory with pngjs. Checks first for what pngjs accepts wrongly or does not limit: chunks out of
 * order, large sizes, more pixels than the header declares. name: what errors call the file.
 */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Rgba> {
  const fail: Fail = (code, message, hint) => new TrainerError(code, `${name}: ${message}`, { hint });
  requirePngSignature(bytes, name);
  const chunks = pictureChunks(bytes, fail);
  const header = readHeader(chunks[0].data, fail);
  const colours = countColours(chunks, header, fail);
  const unpacked = unpackPixels(chunks, header, fail);
  try {
    return PNG.sync.read(Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...chunks.map(({ whole }) => whole)]));
  } catch (error) {
    throw decodingError(error, { header, colours, unpacked }, fail);
  }
}

/** Number of colours in the palette; 0 without a palette. */
function countColours(chunks: readonly Chunk[], { colourType, depth }: PngHeader, fail: Fail): number {
  if (colourType !== PALETTE) return 0;
  const dataOf = (name: string) => chunks.find(({ type }) => type === name)?.data;
  const palette = dataOf('PLTE');
  if (palette === undefined) throw fail('IMAGE_PALETTE', 'palette is missing, and pixels are indices into it');
  const colours = palette.length / 3;
  const most = 2 ** depth;
  if (!Number.isInteger(colours) || colours < 1 || colours > most) {
    const got = `palette has ${quantity(palette.length, 'byte')}`;
    throw fail('IMAGE_PALETTE', `${got}, expected 3 for each of 1 to ${most} colours`);
  }
  const transparent = dataOf('tRNS')?.length ?? 0;
  if (transparent > colours) {
    throw fail('IMAGE_PALETTE', `tRNS is for ${quantity(transparent, 'colour')}, palette has ${colours}`);
  }
  return colours;
}

/** Unpacks the rows of pixels, each preceded by its filter type. Stops if there are too many bytes. */
function unpackPixels(chunks: readonly Chunk[], { width, height, bits, isInterlaced }: PngHeader, fail: Fail): Buffer {
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  if (packed.length === 0) throw fail('IMAGE_ORDER', 'no IDAT: the file contains no picture');
  const plain = height * (1 + Math.ceil((width * bits) / 8));
  // Adam7 makes seven pictures of at most 1.9 h + 5 rows in total. Each row adds a filter byte and less than a byte of
  // padding.
  const most = isInterlaced ? plain + 3 * height + 14 : plain;
  const unpacked = inflate(Buffer.concat(packed), most, fail);
  if (isInterlaced || unpacked.length === plain) return unpacked;
  throw fail('IMAGE_DATA', `got ${grouped(unpacked.length)} bytes of pixels, expected ${grouped(plain)}`);
}

function inflate(packed: Uint8Array, most: number, fail: Fail): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength: most });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isTooLong = code === 'ERR_BUFFER_TOO_LARGE';
    const what = isTooLong
      ? `unpacked data exceeds ${grouped(most)} bytes; stopped`
      : `compressed data is damaged (${message})`;
    throw fail('IMAGE_DATA', what);
  }
}

interface Decoded {
  readonly header: PngHeader;
  readonly colours: number;
  readonly unpacked: Uint8Array;
}

type Cause = readonly [thrown: RegExp, code: ErrorCode, message: (found: string, decoded: Decoded) => string];

/** Errors of pngjs, and what they mean. */
const CAUSES: readonly Cause[] = [
  [/^index (\d+) not in palette$/, 'IMAGE_PALETTE', (index, { colours }) => `index ${index}, palette has ${colours}`],
  [
    /^Unrecognised filter type - (\d+)$/,
    'IMAGE_FILTER',
    (filter, decoded) => `filter type ${filter}${inRow(decoded)}, expected 0 to 4`,
  ],
  [
    /^(There are some read requests|unrecognised content|Ran out of data|extra data)/,
    'IMAGE_DATA',
    (_, { unpacked }) => `${grouped(unpacked.length)} bytes of pixels do not fit the size the header declares`,
  ],
  [/^(The value of "offset"|Attempt to access)/, 'IMAGE_CHUNK', () => 'tRNS is too short for a colour'],
];

function decodingError(error: unknown, decoded: Decoded, fail: Fail): unknown {
  for (const [thrown, code, message] of CAUSES) {
    const found = thrown.exec((error as Error).message);
    if (found) return fail(code, message(found[1], decoded));
  }
  return error;
}

function inRow({ header, unpacked }: Decoded): string {
  if (header.isInterlaced) return '';
  const rowBytes = unpacked.length / header.height;
  const row = Array.from({ length: header.height }, (_, y) => unpacked[y * rowBytes]).findIndex((filter) => filter > 4);
  return ` in row ${row + 1}`;
}

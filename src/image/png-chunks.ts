import { type ErrorCode, TrainerError } from '../errors.js';
import { crc32 } from '../files/crc32.js';
import { grouped, quantity } from '../quantity.js';
import { GREY, PALETTE, type PngHeader, RGB, readHeader } from './png-header.js';
import { SIGNATURE_BYTES } from './png-signature.js';

/** Of a chunk, besides its data: length, name, CRC. */
const FRAME_BYTES = 12;
const CRC_BYTES = 4;

const MOST_COLOURS = 256;

/** What of a PNG file its picture needs. */
export interface PngParts {
  readonly header: PngHeader;
  /** How many the palette has; 0 without one. */
  readonly colours: number;
  /** Signature, IHDR, PLTE, tRNS, IDAT and IEND, as they are in the file: a file itself. */
  readonly needed: readonly Uint8Array[];
  /** The data of the IDAT chunks. */
  readonly packed: readonly Uint8Array[];
}

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly whole: Uint8Array;
}

/**
 * Walks through a file that begins with PNG's signature, and passes over what is not the picture, without unpacking it:
 * text, colour profiles, the later frames of an animation. Every CRC is checked.
 * Throws `IMAGE_…` with `HEADER`, `SIZE`, `FORMAT`, `TRUNCATED`, `CRC`, `CHUNK`, `ORDER` or `PALETTE`.
 */
export function readChunks(bytes: Uint8Array, name: string): PngParts {
  const fail = (code: ErrorCode, message: string) => new TrainerError(code, `${name}: ${message}`);
  const chunks = chunksOf(bytes, fail);
  const first = chunks.next().value;
  if (first?.type !== 'IHDR') {
    throw fail('IMAGE_HEADER', `first chunk is ${first ? `"${first.type}"` : 'missing'}, expected "IHDR"`);
  }
  const header = readHeader(first.data, name);
  const needed = [bytes.subarray(0, SIGNATURE_BYTES), first.whole];
  const packed: Uint8Array[] = [];
  let colours = 0;
  let last = first.type;
  const seen = new Set<string>();
  for (const { type, data, whole } of chunks) {
    if (type === 'IHDR') throw fail('IMAGE_HEADER', 'a second IHDR');
    if (type === 'PLTE' || type === 'tRNS') {
      if (seen.has(type)) throw fail('IMAGE_ORDER', `a second ${type}`);
      if (packed.length > 0) throw fail('IMAGE_ORDER', `${type} after IDAT`);
      if (type === 'PLTE') {
        if (seen.has('tRNS')) throw fail('IMAGE_ORDER', 'PLTE after tRNS');
        colours = colourCount(data, header, fail);
      } else requireTransparency(data, header, colours, fail);
      if (isUsed(type, header)) needed.push(whole);
    } else if (type === 'IDAT') {
      if (packed.length > 0 && last !== 'IDAT') throw fail('IMAGE_ORDER', `IDAT after ${last}`);
      if (header.colourType === PALETTE && colours === 0) {
        throw fail('IMAGE_PALETTE', 'palette is missing, and pixels are indices into it');
      }
      packed.push(data);
      needed.push(whole);
    } else if (type === 'IEND') {
      needed.push(whole);
    } else if (isCritical(type)) {
      throw fail('IMAGE_CHUNK', `unsupported critical chunk "${type}"`);
    }
    seen.add(type);
    last = type;
  }
  if (packed.length === 0) throw fail('IMAGE_ORDER', 'no IDAT: there is no picture in it');
  return { header, colours, needed, packed };
}

type Fail = (code: ErrorCode, message: string) => TrainerError;

/** Chunk after chunk; ends after IEND, which must be the end of the file. */
function* chunksOf(bytes: Uint8Array, fail: Fail): Generator<Chunk, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = SIGNATURE_BYTES;
  while (at < bytes.length) {
    const left = bytes.length - at;
    if (left < FRAME_BYTES) throw fail('IMAGE_TRUNCATED', `ends within a chunk, ${quantity(left, 'byte')} into it`);
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (!/^[A-Za-z]{4}$/.test(type)) {
      const hex = Buffer.from(type, 'latin1').toString('hex').replace(/..\B/g, '$& ');
      throw fail('IMAGE_CHUNK', `chunk name ${hex} at byte ${grouped(at + 4)} is not four letters`);
    }
    const remain = left - FRAME_BYTES;
    if (length > remain) {
      throw fail('IMAGE_TRUNCATED', `chunk ${type} declares ${quantity(length, 'byte')}, ${grouped(remain)} remain`);
    }
    const whole = bytes.subarray(at, at + FRAME_BYTES + length);
    at += whole.length;
    if (crc32(whole.subarray(4, -CRC_BYTES)) !== view.getUint32(at - CRC_BYTES)) {
      throw fail('IMAGE_CRC', `chunk ${type} does not have its CRC-32, the file is damaged`);
    }
    yield { type, data: whole.subarray(8, -CRC_BYTES), whole };
    if (type !== 'IEND') continue;
    if (at < bytes.length) throw fail('IMAGE_ORDER', `${quantity(bytes.length - at, 'byte')} after IEND`);
    return;
  }
  throw fail('IMAGE_TRUNCATED', 'no IEND, the file is cut off');
}

/** By the case of the first letter. */
function isCritical(type: string): boolean {
  return type[0] === type[0].toUpperCase();
}

/** A palette may only suggest colours for a screen, and transparency be given twice. */
function isUsed(type: 'PLTE' | 'tRNS', { colourType }: PngHeader): boolean {
  return colourType === PALETTE || (type === 'tRNS' && (colourType === GREY || colourType === RGB));
}

function colourCount({ length }: Uint8Array, { colourType, depth }: PngHeader, fail: Fail): number {
  const most = colourType === PALETTE ? 2 ** depth : MOST_COLOURS;
  if (length > 0 && length % 3 === 0 && length <= 3 * most) return length / 3;
  throw fail('IMAGE_PALETTE', `palette has ${quantity(length, 'byte')}, expected 3 for each of 1 to ${most} colours`);
}

function requireTransparency({ length }: Uint8Array, header: PngHeader, colours: number, fail: Fail): void {
  if (header.colourType === PALETTE) {
    if (length <= colours) return;
    throw fail('IMAGE_PALETTE', `tRNS is for ${quantity(length, 'colour')}, palette has ${colours}`);
  }
  const expected = header.colourType === GREY ? 2 : 6;
  if (!isUsed('tRNS', header) || length === expected) return;
  throw fail('IMAGE_CHUNK', `tRNS has ${quantity(length, 'byte')}, expected ${expected}`);
}

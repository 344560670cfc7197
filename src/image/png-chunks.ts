import { crc32 } from 'node:zlib';
import type { ErrorCode, TrainerError } from '../errors.js';
import { grouped, quantity } from '../quantity.js';
import { SIGNATURE_BYTES } from './png-signature.js';

/** Makes an error from a code and the end of a sentence. */
export type Fail = (code: ErrorCode, message: string, hint?: string) => TrainerError;

export interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** The complete chunk: length, type, data and CRC. */
  readonly whole: Uint8Array;
}

/** The chunks needed for the picture, in the required order. Only IDAT may be repeated. */
const ORDER = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

const FRAME_BYTES = 12;
const CRC_BYTES = 4;

/**
 * Reads the chunks needed for the picture. Skips text, colour profiles and further animation frames without unpacking them.
 * Throws `IMAGE_TRUNCATED`, `IMAGE_CRC`, `IMAGE_CHUNK`, `IMAGE_HEADER` or `IMAGE_ORDER`.
 */
export function pictureChunks(bytes: Uint8Array, fail: Fail): Chunk[] {
  const chunks = readChunks(bytes, fail);
  if (chunks[0].type !== 'IHDR') throw fail('IMAGE_HEADER', `first chunk is "${chunks[0].type}", expected "IHDR"`);
  let reached = -1;
  for (const [i, { type }] of chunks.entries()) {
    const place = ORDER.indexOf(type);
    if (place === -1) continue;
    const code = type === 'IHDR' ? 'IMAGE_HEADER' : 'IMAGE_ORDER';
    if (place < reached) throw fail(code, `${type} after ${ORDER[reached]}`);
    if (place === reached && type !== 'IDAT') throw fail(code, `a second ${type}`);
    if (place === reached && chunks[i - 1].type !== type) throw fail(code, `${type} after ${chunks[i - 1].type}`);
    reached = place;
  }
  return chunks.filter(({ type }) => ORDER.includes(type));
}

function readChunks(bytes: Uint8Array, fail: Fail): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: Chunk[] = [];
  let at = SIGNATURE_BYTES;
  while (chunks.at(-1)?.type !== 'IEND') {
    const left = bytes.length - at;
    if (left === 0) throw fail('IMAGE_TRUNCATED', 'no IEND, the file is cut off');
    if (left < FRAME_BYTES) throw fail('IMAGE_TRUNCATED', `ends within a chunk, ${quantity(left, 'byte')} into it`);
    const length = view.getUint32(at);
    const type = chunkType(bytes, at + 4, fail);
    const remain = left - FRAME_BYTES;
    if (length > remain) {
      throw fail('IMAGE_TRUNCATED', `chunk ${type} declares ${quantity(length, 'byte')}, ${grouped(remain)} remain`);
    }
    const whole = bytes.subarray(at, at + FRAME_BYTES + length);
    at += whole.length;
    if (crc32(whole.subarray(4, -CRC_BYTES)) !== view.getUint32(at - CRC_BYTES)) {
      throw fail('IMAGE_CRC', `CRC-32 mismatch in chunk ${type}, the file is damaged`);
    }
    chunks.push({ type, data: whole.subarray(8, -CRC_BYTES), whole });
  }
  if (at < bytes.length) throw fail('IMAGE_ORDER', `${quantity(bytes.length - at, 'byte')} after IEND`);
  return chunks;
}

/** Reads a chunk type. A capital first letter marks a critical chunk, which a decoder must know. */
function chunkType(bytes: Uint8Array, at: number, fail: Fail): string {
  const type = Buffer.from(bytes.subarray(at, at + 4));
  const name = type.toString('latin1');
  if (!/^[A-Za-z]{4}$/.test(name)) {
    const hex = type.toString('hex').replace(/..\B/g, '$& ');
    throw fail('IMAGE_CHUNK', `chunk name ${hex} at byte ${grouped(at)} is not four letters`);
  }
  if (/^[A-Z]/.test(name) && !ORDER.includes(name)) {
    throw fail('IMAGE_CHUNK', `unsupported critical chunk "${name}"`);
  }
  return name;
}

import { TrainerError } from '../../errors.js';

const DEFLATE = 8;
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/**
 * Where the deflate data begin in a gzip file (RFC 1952: magic, method, flags, time, optional fields).
 * name: how errors call the file. Throws `GZIP_EMPTY`, `GZIP_MAGIC`, `GZIP_HEADER` or `GZIP_TRUNCATED`.
 */
export function gzipDataOffset(packed: Uint8Array, name: string): number {
  if (packed.length === 0) throw new TrainerError('GZIP_EMPTY', `${name}: file is empty`);
  checkMagic(packed, name);
  if (packed.length > 2 && packed[2] !== DEFLATE) {
    throw new TrainerError('GZIP_HEADER', `${name}: unknown compression method ${packed[2]}`);
  }
  const flags = packed.length > 3 ? packed[3] : 0;
  if ((flags & RESERVED) !== 0) {
    throw new TrainerError('GZIP_HEADER', `${name}: reserved flags 0x${flags.toString(16)} are set`);
  }
  let offset = 10;
  if (flags & EXTRA) offset += 2 + packed[offset] + 256 * packed[offset + 1];
  if (flags & NAME) offset = afterZero(packed, offset);
  if (flags & COMMENT) offset = afterZero(packed, offset);
  if (flags & HEADER_CRC) offset += 2;
  // Bytes past the end read as undefined and make the offset NaN, which is not within the file either.
  if (!(offset <= packed.length)) throw new TrainerError('GZIP_TRUNCATED', `${name}: ends inside the header`);
  return offset;
}

/** Whether more bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function checkMagic(packed: Uint8Array, name: string): void {
  if (isGzip(packed) || (packed.length === 1 && packed[0] === 0x1f)) return;
  const start = packed.subarray(0, 7);
  const text = Buffer.from(start).toString('latin1');
  const printable = /^[\x20-\x7e]+$/.test(text);
  const bytes = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const got = `${name}: starts with ${printable ? `"${text}"` : bytes}, expected 1f 8b`;
  if (/^\s*</.test(text)) throw new TrainerError('GZIP_MAGIC', `${got}; this looks like an HTML error page`);
  if (packed[0] === 0 && packed[1] === 0 && packed[2] === 8) {
    const hint = 'remove .gz from its name';
    throw new TrainerError('GZIP_MAGIC', `${got}; this is an uncompressed IDX file`, { hint });
  }
  throw new TrainerError('GZIP_MAGIC', `${got}; this is not a gzip file`);
}

function afterZero(bytes: Uint8Array, offset: number): number {
  const zero = bytes.indexOf(0, offset);
  return zero < 0 ? Number.NaN : zero + 1;
}

import { promisify } from 'node:util';
import { type Gunzip, gunzip, gunzipSync, gzip, type ZlibOptions, constants as zlibConstants } from 'node:zlib';
import { type ErrorCode, TrainerError } from '../../errors.js';
import { grouped, quantity } from '../../quantity.js';

/** Packed bytes to unpack for a look at the header; they unpack to at most 1 MiB. */
const PEEK_BYTES = 1024;

/** Packs at level 1, which takes a quarter of the time of level 6 and gives 20 % more bytes. */
export function packGzip(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(gzip)(bytes, { level: 1 });
}

/**
 * The first `length` bytes of the unpacked data, without unpacking the rest. Returns fewer if the file is damaged there.
 * Throws `GZIP_EMPTY` or `GZIP_MAGIC`.
 */
export function peekGzip(packed: Uint8Array, length: number, name: string): Uint8Array {
  requireGzip(packed, name);
  try {
    return gunzipSync(packed.subarray(0, PEEK_BYTES), { finishFlush: zlibConstants.Z_SYNC_FLUSH }).subarray(0, length);
  } catch {
    return new Uint8Array(0);
  }
}

/**
 * Unpacks a gzip file with a single member into at most `limit` bytes, off the main thread. name: what errors call the
 * file; fullSize: size of the complete packed file, if known. Throws `GZIP_…` with `EMPTY`, `MAGIC`, `HEADER`,
 * `TRUNCATED`, `DATA`, `BOMB`, `CRC`, `SIZE` or `TRAILING`.
 */
export async function unpackGzip(
  packed: Uint8Array,
  limit: number,
  name: string,
  fullSize?: number,
): Promise<Uint8Array> {
  requireGzip(packed, name);
  const fail = ([code, message]: Fault, cause?: unknown) =>
    new TrainerError(code, `${name}: ${message}`, { hint: 'fetch the file again or copy it from elsewhere', cause });
  const { bytes, used } = await unpack(packed, limit).catch((error) => {
    const fault = faultOf(error, packed, limit, fullSize);
    throw fault === undefined ? error : fail(fault, error);
  });
  // gunzip accepts zeros after the end, and concatenated members.
  const extra = packed.length - used;
  if (extra > 0) throw fail(['GZIP_TRAILING', `${quantity(extra, 'byte')} after the gzip stream`]);
  if (declaredSize(packed) !== bytes.length) throw fail(SECOND_MEMBER);
  return bytes;
}

/** Largest expansion of deflate: 258 bytes from two bits. */
const MOST_UNPACKED = 1032;

/** Unpacks into one buffer, one byte larger than the limit, to detect excess data; smaller if the packed data is short. */
function unpack(packed: Uint8Array, limit: number): Promise<{ bytes: Uint8Array; used: number }> {
  const most = Math.min(limit, MOST_UNPACKED * packed.length) + 1;
  const options: ZlibOptions = { chunkSize: Math.max(most, 64), maxOutputLength: limit, info: true };
  return new Promise((resolve, reject) => {
    gunzip(packed, options, (error, result: unknown) => {
      if (error) return reject(error);
      // With `info`, Node also returns the engine. Its type declarations omit that.
      const { buffer, engine } = result as { buffer: Uint8Array; engine: Gunzip };
      resolve({ bytes: buffer, used: engine.bytesWritten });
    });
  });
}

type Fault = readonly [code: ErrorCode, message: string];

const SECOND_MEMBER: Fault = ['GZIP_TRAILING', 'a second gzip member follows'];
const DEFLATE = 8;
const RESERVED = 0xe0;

/** Translates zlib's error for a file with a valid gzip start. Undefined for other errors. */
function faultOf(
  { code, message }: NodeJS.ErrnoException,
  packed: Uint8Array,
  limit: number,
  fullSize = 0,
): Fault | undefined {
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    // The last four bytes of the file hold the size of the last member.
    if (declaredSize(packed) <= limit) return SECOND_MEMBER;
    return ['GZIP_BOMB', `unpacked data exceeds the ${grouped(limit)} bytes the header allows; stopped`];
  }
  if (code === 'Z_BUF_ERROR') {
    const whole = fullSize > packed.length ? ` of ${grouped(fullSize)}` : '';
    return ['GZIP_TRUNCATED', `ends after ${grouped(packed.length)}${whole} bytes`];
  }
  if (code !== 'Z_DATA_ERROR') return undefined;
  const [, , method, flags] = packed;
  if (method !== DEFLATE) return ['GZIP_HEADER', `unknown compression method ${method}`];
  if ((flags & RESERVED) !== 0) return ['GZIP_HEADER', `reserved flags 0x${flags.toString(16)} are set`];
  return DATA_FAULTS[message] ?? ['GZIP_DATA', `${message}, the file is damaged`];
}

const OTHER_BYTES: Fault = ['GZIP_TRAILING', 'other bytes follow the gzip stream'];

/** Faults by zlib's message. The first header was valid, so an invalid header comes after the stream. */
const DATA_FAULTS: Readonly<Record<string, Fault>> = {
  'incorrect header check': OTHER_BYTES,
  'unknown compression method': OTHER_BYTES,
  'unknown header flags set': OTHER_BYTES,
  'header crc mismatch': ['GZIP_CRC', 'CRC mismatch in the header, the file is damaged'],
  'incorrect data check': ['GZIP_CRC', 'CRC-32 mismatch, the file is damaged'],
  'incorrect length check': ['GZIP_SIZE', 'trailer size does not match the data'],
};

/** ISIZE, the last four bytes: unpacked size of the last member. */
function declaredSize(packed: Uint8Array): number {
  return Buffer.from(packed.subarray(-4)).readUInt32LE();
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Throws `GZIP_EMPTY`, or `GZIP_MAGIC` with what the file seems to be, unless it starts like a gzip file. */
function requireGzip(packed: Uint8Array, name: string): void {
  if (packed.length === 0) throw new TrainerError('GZIP_EMPTY', `${name}: file is empty`);
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

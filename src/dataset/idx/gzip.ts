import { promisify } from 'node:util';
import {
  gzip,
  type InflateRaw,
  inflateRaw,
  inflateRawSync,
  type ZlibOptions,
  constants as zlibConstants,
} from 'node:zlib';
import { TrainerError } from '../../errors.js';
import { crc32 } from '../../files/crc32.js';
import { grouped, quantity } from '../../quantity.js';
import { gzipDataOffset, isGzip } from './gzip-header.js';

/** Packed bytes that are unpacked to look at the beginning; 1 KiB unpacks to 1 MiB at the very most. */
const GLANCE = 1024;
const TRAILER = 8;
const DAMAGED = 'fetch the file again or copy it from elsewhere';

/** Packs quickly: level 1 costs a quarter of the time of level 6 and a fifth more bytes. */
export function packGzip(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(gzip)(bytes, { level: 1 });
}

/**
 * The first unpacked bytes, at most `length`, without unpacking the rest; fewer when the file is damaged there.
 * Throws as {@link gzipDataOffset} does.
 */
export function glanceIntoGzip(packed: Uint8Array, length: number, name: string): Uint8Array {
  const offset = gzipDataOffset(packed, name);
  try {
    const finishFlush = zlibConstants.Z_SYNC_FLUSH;
    return inflateRawSync(packed.subarray(offset, offset + GLANCE), { finishFlush }).subarray(0, length);
  } catch {
    return new Uint8Array(0);
  }
}

/**
 * Unpacks one gzip member that must end where the file ends, into at most `limit` bytes, off the main thread.
 * Node's own gunzip joins a second member and ignores zeros after the end, so the frame is read here.
 * name: how errors call the file; fullSize: packed bytes a whole file has, when known.
 * Throws `GZIP_…` with `EMPTY`, `MAGIC`, `HEADER`, `TRUNCATED`, `DATA`, `BOMB`, `CRC`, `SIZE` or `TRAILING`.
 */
export async function unpackGzip(
  packed: Uint8Array,
  limit: number,
  name: string,
  fullSize?: number,
): Promise<Uint8Array> {
  const offset = gzipDataOffset(packed, name);
  const { bytes, used } = await inflate(packed.subarray(offset), limit).catch((error) => {
    throw inflateError(error, { name, limit, got: packed.length, fullSize });
  });
  checkTrailer(packed.subarray(offset + used), bytes, name);
  return bytes;
}

/** Deflate makes at most 258 bytes of two bits. */
const MOST_UNPACKED = 1032;

/**
 * One output buffer a byte larger than the limit: nothing is joined or copied, and one byte too many is seen. It is not
 * larger than what these bytes can become, whatever a header claims.
 */
function inflate(deflated: Uint8Array, limit: number): Promise<{ bytes: Uint8Array; used: number }> {
  const most = Math.min(limit, MOST_UNPACKED * deflated.length) + 1;
  const options: ZlibOptions = { chunkSize: Math.max(most, 64), maxOutputLength: limit, info: true };
  return new Promise((resolve, reject) => {
    inflateRaw(deflated, options, (error, result: unknown) => {
      if (error) return reject(error);
      // With `info` Node hands out the engine as well, which its type declarations do not know.
      const { buffer, engine } = result as { buffer: Uint8Array; engine: InflateRaw };
      resolve({ bytes: buffer, used: engine.bytesWritten });
    });
  });
}

function inflateError(
  error: NodeJS.ErrnoException,
  file: { name: string; limit: number; got: number; fullSize: number | undefined },
): unknown {
  const options = { hint: DAMAGED, cause: error };
  if (error.code === 'ERR_BUFFER_TOO_LARGE') {
    const text = `unpacked data exceeds the ${grouped(file.limit)} bytes the header allows; stopped`;
    return new TrainerError('GZIP_BOMB', `${file.name}: ${text}`, options);
  }
  if (error.code === 'Z_BUF_ERROR') {
    const whole = file.fullSize === undefined || file.fullSize <= file.got ? '' : ` of ${grouped(file.fullSize)}`;
    return new TrainerError('GZIP_TRUNCATED', `${file.name}: ends after ${grouped(file.got)}${whole} bytes`, options);
  }
  if (error.code === 'Z_DATA_ERROR') {
    return new TrainerError('GZIP_DATA', `${file.name}: ${error.message}, the file is damaged`, options);
  }
  return error;
}

function checkTrailer(rest: Uint8Array, bytes: Uint8Array, name: string): void {
  if (rest.length < TRAILER) {
    throw new TrainerError('GZIP_TRUNCATED', `${name}: trailer has ${rest.length} of ${TRAILER} bytes`, {
      hint: DAMAGED,
    });
  }
  const trailer = new DataView(rest.buffer, rest.byteOffset, TRAILER);
  if (trailer.getUint32(0, true) !== crc32(bytes)) {
    throw new TrainerError('GZIP_CRC', `${name}: CRC-32 mismatch, the file is damaged`, { hint: DAMAGED });
  }
  if (trailer.getUint32(4, true) !== bytes.length) {
    throw new TrainerError('GZIP_SIZE', `${name}: trailer size does not match the data`, { hint: DAMAGED });
  }
  const extra = rest.length - TRAILER;
  if (extra === 0) return;
  const what = isGzip(rest.subarray(TRAILER))
    ? 'a second gzip member follows'
    : `${quantity(extra, 'byte')} after the gzip stream`;
  throw new TrainerError('GZIP_TRAILING', `${name}: ${what}`, { hint: DAMAGED });
}

import { TrainerError } from '../../errors.js';

/** Whether more bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Throws `GZIP_EMPTY` or `GZIP_MAGIC`, saying what the file is instead, unless it begins as a gzip file does. */
export function requireGzip(packed: Uint8Array, name: string): void {
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

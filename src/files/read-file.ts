import { isUtf8 } from 'node:buffer';
import { createReadStream, readFileSync, type Stats, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { grouped } from '../quantity.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'disk quota exceeded',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder',
  ELOOP: 'symbolic links form a loop',
  EMFILE: 'too many open files',
  EIO: 'the disk reports an error',
  ENXIO: 'nothing reads this pipe',
  ENAMETOOLONG: 'the name is too long',
  ERR_INVALID_ARG_VALUE: 'the path contains a NUL character',
};

/** The reason of a file system error, in a few words. */
export function fileReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && REASONS[String(error.code)]) || error.message;
}

/** The code of a system error, such as `ENOSPC`; empty for any other error. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
}

/** The file has the wrong type, size or encoding. Callers turn `fault` into an error code such as `CONFIG_TOO_LARGE`. */
export class FileFault extends Error {
  constructor(
    readonly fault: 'READ' | 'TOO_LARGE' | 'ENCODING',
    message: string,
  ) {
    super(message);
  }
}

function tooLarge(size: string, maxBytes: number): FileFault {
  return new FileFault('TOO_LARGE', `has ${size} bytes, at most ${grouped(maxBytes)} expected`);
}

/** Reads a whole file. Throws a FileFault if it is a folder, a pipe or a device, or larger than `maxBytes`. */
export async function readRegularFile(path: string, maxBytes: number): Promise<Uint8Array> {
  // Check before opening: opening a named pipe waits for its writer.
  const stats = await stat(path);
  requireRegular(stats, maxBytes);
  // Files in /proc report a size of 0.
  const bytes = stats.size > 0 ? await readFile(path) : await buffer(createReadStream(path, { end: maxBytes }));
  if (bytes.length > maxBytes) throw tooLarge(grouped(bytes.length), maxBytes);
  return bytes;
}

/**
 * The same without waiting for the event loop: `readRegularFile` returns to it after every half megabyte, where a large
 * file at the start of a run waits for other work.
 */
export function readRegularFileSync(path: string, maxBytes: number): Uint8Array {
  requireRegular(statSync(path), maxBytes);
  const bytes = readFileSync(path);
  if (bytes.length > maxBytes) throw tooLarge(grouped(bytes.length), maxBytes);
  return bytes;
}

function requireRegular(stats: Stats, maxBytes: number): void {
  if (stats.isDirectory()) throw new FileFault('READ', 'is a folder');
  if (!stats.isFile()) throw new FileFault('READ', 'is not a regular file');
  if (stats.size > maxBytes) throw tooLarge(grouped(stats.size), maxBytes);
}

/** Reads a file as text, without the byte order mark. Also throws a FileFault if it is not UTF-8 or contains a NUL. */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  return decoded(Buffer.from(await readRegularFile(path, maxBytes)));
}

/** Reads a stream, such as the standard input, as text, with the same checks as `readTextFile`. */
export async function readTextStream(input: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(`more than ${grouped(maxBytes)}`, maxBytes);
  }
  return decoded(Buffer.concat(chunks));
}

function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // In UTF-16 without a mark, every other byte of ASCII text is zero.
  if (isMarked || first === 0 || second === 0) throw new FileFault('ENCODING', 'looks like UTF-16; save as UTF-8');
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new FileFault('ENCODING', `contains a NUL character at byte ${nul}`);
  const text = bytes.toString();
  if (isUtf8(bytes)) return text.replace(/^\ufeff/, '');
  const again = Buffer.from(text);
  throw new FileFault('ENCODING', `invalid UTF-8 at byte ${bytes.findIndex((byte, i) => byte !== again[i])}`);
}

import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
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
  ENAMETOOLONG: 'the name is too long',
};

/** Why the file system refused, in a few words. */
export function fileReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS[errorNumber(error)] ?? error.message;
}

/** A system error's name such as `ENOSPC`; empty for any other error. */
export function errorNumber(error: unknown): string {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
}

/** A file that is larger than any of its kind. */
export class FileTooLargeError extends Error {}

/** A whole file in memory; throws when it is a folder, a pipe or a device, or has more than `maxBytes` bytes. */
export async function readRegularFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw new Error('is a folder');
  if (!stats.isFile()) throw new Error('is not a regular file');
  if (stats.size > maxBytes) {
    throw new FileTooLargeError(`has ${grouped(stats.size)} bytes, at most ${grouped(maxBytes)} expected`);
  }
  return readFile(path);
}

/** The same as text, without a byte order mark; throws also when it is not UTF-8. */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  const bytes = await readRegularFile(path, maxBytes);
  if (looksLikeUtf16(bytes)) throw new Error('looks like UTF-16; save as UTF-8');
  if (!isUtf8(bytes)) throw new Error('is not valid UTF-8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString()
    .replace(/^\ufeff/, '');
}

/** By its mark, or by the zero in every other byte of the UTF-16 of text in ASCII. */
export function looksLikeUtf16([first, second]: Uint8Array): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || first === 0 || second === 0;
}

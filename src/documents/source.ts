import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ErrorCode, TrainerError } from '../errors.js';
import { looksLikeUtf16 } from '../files/read-file.js';
import { configError, type Position } from './problem.js';

/** A config file as read: its name as the user wrote it, and its text without a byte order mark. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const MOST_BYTES = 65_536;

/** Reads a regular file of at most 64 KiB of UTF-8. Throws `CONFIG_READ`, `CONFIG_TOO_LARGE`, `CONFIG_ENCODING`, `CONFIG_EMPTY`. */
export async function readSource(path: string): Promise<Source> {
  const bytes = await readBytes(path);
  if (bytes.length > MOST_BYTES) throw tooLarge(path, bytes.length);
  const text = decode(path, bytes);
  if (text.trim() === '') throw emptySource(path);
  return { name: path, text };
}

export function emptySource(name: string): TrainerError {
  return configError(name, [{ code: 'CONFIG_EMPTY', message: 'is empty, expected a mapping' }]);
}

/** What is wrong at one place of the text. */
export function sourceError(
  source: Source,
  offset: number,
  code: ErrorCode,
  message: string,
  hint?: string,
): TrainerError {
  return configError(source.name, [{ code, message, hint, position: placesIn(source.text)(offset) }]);
}

/** Turns offsets into places, thousands of them if need be. */
export function placesIn(text: string): (offset: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    let line = 0;
    for (let after = starts.length; after - line > 1; ) {
      const middle = (line + after) >> 1;
      if (starts[middle] <= offset) line = middle;
      else after = middle;
    }
    return { line: line + 1, column: offset - starts[line] + 1 };
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    // Before opening: to open a named pipe is to wait for its writer.
    const facts = await stat(path);
    if (facts.isDirectory()) throw unreadable(path, 'is a directory');
    if (!facts.isFile()) throw unreadable(path, 'not a regular file');
    if (facts.size > MOST_BYTES) throw tooLarge(path, facts.size);
    file = await open(path);
    // One byte more than allowed, since the file may have grown or, as in /proc, may not tell its size.
    const bytes = new Uint8Array(MOST_BYTES + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw error instanceof TrainerError ? error : unreadable(path, reason(error), error);
  } finally {
    await file?.close();
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return `cannot be read (${code})`;
}

function unreadable(path: string, message: string, cause?: unknown): TrainerError {
  return configError(path, [{ code: 'CONFIG_READ', message, hint: `the full path is ${resolve(path)}` }], cause);
}

function tooLarge(path: string, size: number): TrainerError {
  const message = `${size.toLocaleString('en-US')} bytes, limit ${MOST_BYTES.toLocaleString('en-US')}`;
  const hint = 'a config has some twenty lines; is this the right file?';
  return configError(path, [{ code: 'CONFIG_TOO_LARGE', message, hint }]);
}

function decode(path: string, bytes: Uint8Array): string {
  const fail = (message: string, hint: string) => configError(path, [{ code: 'CONFIG_ENCODING', message, hint }]);
  if (looksLikeUtf16(bytes)) {
    throw fail('looks like UTF-16; save as UTF-8', 'editors offer it under "Save with encoding"');
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw fail(`a NUL at byte ${nul}`, 'a config is a text file; is this the right one?');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder does not say where; what it would put in place of the bad bytes differs from them first there.
    const again = Buffer.from(Buffer.from(bytes).toString('utf8'));
    throw fail(`invalid UTF-8 at byte ${bytes.findIndex((byte, i) => byte !== again[i])}`, 'save the file as UTF-8');
  }
}

import { resolve } from 'node:path';
import type { TrainerError } from '../errors.js';
import { FileFault, fileReason, readTextFile, readTextStream } from '../files/read-file.js';
import { configError, type Position, type Problem } from './problem.js';

/** A config file: its name as the user wrote it, and its text without a byte order mark. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const MOST_BYTES = 65_536;

const HINTS = {
  TOO_LARGE: 'a config has some twenty lines; is this the right file?',
  ENCODING: 'save the file as UTF-8; editors offer it under "Save with encoding"',
};

/** The name of a config file in messages; `-` is the standard input. */
export function sourceName(path: string): string {
  return path === '-' ? 'stdin' : path;
}

/**
 * Reads a config of at most 64 KiB of UTF-8 from a regular file, or from standard input for `-`. name: what messages call
 * it. Throws `CONFIG_READ`, `CONFIG_TOO_LARGE`, `CONFIG_ENCODING` or `CONFIG_EMPTY`.
 */
export async function readSource(path: string, name = sourceName(path)): Promise<Source> {
  const reading = path === '-' ? readTextStream(process.stdin, MOST_BYTES) : readTextFile(path, MOST_BYTES);
  const text = await reading.catch((error) => {
    const fault = error instanceof FileFault ? error.fault : 'READ';
    const hint =
      fault !== 'READ'
        ? HINTS[fault]
        : path === '-'
          ? 'pipe a config into the command'
          : `the full path is ${resolve(path)}`;
    throw configError(name, [{ code: `CONFIG_${fault}`, message: fileReason(error), hint }], error);
  });
  if (text.trim() === '') throw emptySource(name);
  return { name, text };
}

export function emptySource(name: string): TrainerError {
  return configError(name, [{ code: 'CONFIG_EMPTY', message: 'is empty, expected a mapping' }]);
}

/** An error for one position in the text. */
export function sourceError({ name, text }: Source, offset: number, problem: Problem): TrainerError {
  return configError(name, [{ ...problem, position: positionsIn(text)(offset) }]);
}

/** Returns a function that converts offsets to lines and columns. */
export function positionsIn(text: string): (offset: number) => Position {
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

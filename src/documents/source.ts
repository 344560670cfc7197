import { resolve } from 'node:path';
import type { TrainerError } from '../errors.js';
import { FileFault, fileReason, readStandardInput, readTextFile } from '../files/read-file.js';
import { configError, type Position, type Problem } from './problem.js';

/** A config file as read: its name as the user wrote it, and its text without a byte order mark. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const MOST_BYTES = 65_536;

const HINTS = {
  TOO_LARGE: 'a config has some twenty lines; is this the right file?',
  ENCODING: 'save the file as UTF-8; editors offer it under "Save with encoding"',
};

/** The name of a config file as messages and folders have it: `-` is the standard input. */
export function sourceName(path: string): string {
  return path === '-' ? 'stdin' : path;
}

/**
 * Reads a regular file, or with `-` the standard input, of at most 64 KiB of UTF-8, which messages call `name`. Throws
 * `CONFIG_READ`, `CONFIG_TOO_LARGE`, `CONFIG_ENCODING`, `CONFIG_EMPTY`.
 */
export async function readSource(path: string, name = sourceName(path)): Promise<Source> {
  const reading = path === '-' ? readStandardInput(MOST_BYTES) : readTextFile(path, MOST_BYTES);
  const text = await reading.catch((error) => {
    const fault = error instanceof FileFault ? error.fault : 'READ';
    const hint =
      fault !== 'READ' ? HINTS[fault] : path === '-' ? 'pipe a config into it' : `the full path is ${resolve(path)}`;
    throw configError(name, [{ code: `CONFIG_${fault}`, message: fileReason(error), hint }], error);
  });
  if (text.trim() === '') throw emptySource(name);
  return { name, text };
}

export function emptySource(name: string): TrainerError {
  return configError(name, [{ code: 'CONFIG_EMPTY', message: 'is empty, expected a mapping' }]);
}

/** What is wrong at one place of the text. */
export function sourceError({ name, text }: Source, offset: number, problem: Problem): TrainerError {
  return configError(name, [{ ...problem, position: placesIn(text)(offset) }]);
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

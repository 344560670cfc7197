import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { TrainerError } from '../errors.js';
import { fileReason } from './read-file.js';

/** A CSV file that grows row by row: a header, `\n`, shortest digits that read back as the same number. */
export class CsvFile {
  readonly #descriptor: number;
  #length = 0;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Creates the file; throws EEXIST when there is one. */
  static create(path: string, columns: readonly string[]): CsvFile {
    const file = new CsvFile(openSync(path, 'wx'));
    file.write(columns);
    return file;
  }

  /** Goes on with a file, cut back to so many bytes, which it must have. */
  static reopen(path: string, length: number): CsvFile {
    const file = new CsvFile(openSync(path, 'r+'));
    ftruncateSync(file.#descriptor, length);
    file.#length = length;
    return file;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** Hands one row to the operating system at once, so that a reader or a crash sees whole rows. */
  write(row: readonly (string | number)[]): void {
    const bytes = Buffer.from(`${row.join(',')}\n`);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#length + done);
      }
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#length); // no part of a row stays
      throw error;
    }
    this.#length += bytes.length;
  }

  sync(): void {
    fsyncSync(this.#descriptor);
  }

  /** What counts was synced before: a disk that complains only now has lost nothing of it. */
  close(): void {
    try {
      closeSync(this.#descriptor);
    } catch {
      // The descriptor is gone all the same.
    }
  }
}

/** Rows as CSV (RFC 4180, with `\n`): what is missing is empty, a comma, a quote or a new line puts a cell in quotes. */
export function csvText(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map((value) => cell(String(value ?? ''))).join(',')}\n`).join('');
}

/**
 * Some columns of a CSV file of numbers, in the order given; no rows without file or column, and whole rows only. Throws
 * USAGE for a file that cannot be read.
 */
export function readCsv(path: string, columns: readonly string[]): number[][] {
  return existsSync(path) ? rowsOf(textOf(path), columns) : [];
}

/** A `readCsv` for files that only grow: a later call reads what was added since. */
export function growingCsv(): typeof readCsv {
  const known = new Map<string, { header: string; bytes: number; rows: number[][] }>();
  return (path, columns) => {
    if (!existsSync(path)) return [];
    const key = [path, ...columns].join('\n');
    const file = known.get(key) ?? { header: '', bytes: 0, rows: [] };
    known.set(key, file);
    const added = bytesFrom(path, file.bytes);
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1).toString('latin1');
    for (const row of rowsOf(file.header + whole, columns)) file.rows.push(row);
    file.header ||= whole.slice(0, whole.indexOf('\n') + 1);
    file.bytes += whole.length;
    return file.rows;
  };
}

function bytesFrom(path: string, start: number): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - start));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
  } finally {
    closeSync(descriptor);
  }
}

function rowsOf(text: string, columns: readonly string[]): number[][] {
  const [header, ...lines] = text.split('\n');
  const places = columns.map((column) => header.trim().split(',').indexOf(column));
  if (places.includes(-1)) return [];
  return lines
    .map((line) => line.split(','))
    .map((cells) => places.map((place) => (cells[place]?.trim() ? Number(cells[place]) : Number.NaN)))
    .filter((row) => row.every(Number.isFinite));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new TrainerError('USAGE', `${path}: ${fileReason(error)}`, {
      hint: 'leave this run out, or train it again',
      cause: error,
    });
  }
}

/** The last number of every row below the header, of a file of any length. */
export function* lastColumn(path: string): Generator<number> {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(65_536);
    let rest = '';
    let isHeader = true;
    for (let length = readSync(descriptor, bytes); length > 0; length = readSync(descriptor, bytes)) {
      const lines = (rest + bytes.toString('latin1', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      if (isHeader) lines.shift();
      isHeader = false;
      for (const line of lines) yield Number(line.slice(line.lastIndexOf(',') + 1));
    }
  } finally {
    closeSync(descriptor);
  }
}

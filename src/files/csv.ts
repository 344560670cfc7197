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

/** Rows are written together after this many ms: a system call for each loss would take 3 % of a small net's time. */
const LONGEST_DELAY = 100;

/**
 * A CSV file that is written while it grows: a header, `\n` line ends, numbers with the fewest digits that read back
 * exactly. Readers find whole rows, even after a crash.
 */
export class CsvFile {
  readonly #descriptor: number;
  /** Rows that are not written yet. */
  #rows = '';
  /** Length in bytes of the rows that are written, and when the last ones were. */
  #length = 0;
  #writtenAt = Number.NEGATIVE_INFINITY;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Creates the file; throws EEXIST if it exists. */
  static create(path: string, columns: readonly string[]): CsvFile {
    const file = new CsvFile(openSync(path, 'wx'));
    file.write(columns);
    return file;
  }

  /** Opens an existing file, truncates it to `length` bytes, and appends to it. */
  static reopen(path: string, length: number): CsvFile {
    const file = new CsvFile(openSync(path, 'r+'));
    ftruncateSync(file.#descriptor, length);
    file.#length = length;
    return file;
  }

  /** Adds a row, which is in the file at most 0.1 s before the next row, and at the latest after `sync`. */
  write(row: readonly (string | number)[]): void {
    this.#rows += `${row.join(',')}\n`;
    if (performance.now() - this.#writtenAt >= LONGEST_DELAY) this.#writeRows();
  }

  /** Writes all rows to the disk; returns the length of the file in bytes. */
  sync(): number {
    this.#writeRows();
    fsyncSync(this.#descriptor);
    return this.#length;
  }

  #writeRows(): void {
    const bytes = Buffer.from(this.#rows);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#length + done);
      }
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#length); // removes an incomplete row
      throw error;
    }
    this.#rows = '';
    this.#length += bytes.length;
    this.#writtenAt = performance.now();
  }

  /** Closes the file. Errors are ignored: a run that succeeds has synced its rows. */
  close(): void {
    try {
      this.#writeRows();
    } catch {
      // The error of the run matters more.
    }
    try {
      closeSync(this.#descriptor);
    } catch {
      // The descriptor is closed even if `close` fails.
    }
  }
}

/**
 * Rows as CSV text (RFC 4180, but with `\n`). Missing values are empty; cells with a comma, quote or line break are
 * quoted.
 */
export function csvText(rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map((value) => cell(String(value ?? ''))).join(',')}\n`).join('');
}

/**
 * Reads columns of numbers from a CSV file, in the order given. Returns no rows if the file or a column is missing, and
 * skips incomplete rows. Throws USAGE if the file cannot be read.
 */
export function readCsv(path: string, columns: readonly string[]): number[][] {
  return existsSync(path) ? rowsOf(textOf(path), columns) : [];
}

/** Like `readCsv`, for files that grow: each call reads only what was added since the last one. */
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

/** Reads the last number of every row after the header, in chunks, so the file may be of any length. */
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

import { closeSync, openSync, writeFileSync } from 'node:fs';

/** A CSV file that grows row by row: a header, `\n`, shortest digits that read back as the same number. */
export class CsvFile {
  readonly #descriptor: number;

  /** Creates the file; throws EEXIST when there is one. */
  constructor(path: string, columns: readonly string[]) {
    this.#descriptor = openSync(path, 'wx');
    this.write(columns);
  }

  /** Hands one row to the operating system at once, so that a reader or a crash sees whole rows. */
  write(row: readonly (string | number)[]): void {
    writeFileSync(this.#descriptor, `${row.join(',')}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

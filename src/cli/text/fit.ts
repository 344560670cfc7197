import { stripVTControlCharacters } from 'node:util';

/** Columns that a meaning needs to stand beside its term. */
const MIN_MEANING_WIDTH = 24;
const BELOW = ' '.repeat(6);

/** Width of the terminal on stdout; infinite for a file or a pipe. */
export function shownColumns(): number {
  return process.stdout.columns || Number.POSITIVE_INFINITY;
}

/** Wraps lines at spaces to the terminal's width. Continuation lines keep the indent, at least two spaces. */
export function fitted(text: string, columns = shownColumns()): string {
  const fit = (line: string) => wrap(line, columns, Math.max(2, line.search(/[^ ]|$/)));
  return text.split('\n').map(fit).join('\n');
}

/** Terms and their meanings, side by side, or below each other in a narrow terminal. 80 columns without a terminal. */
export function listing(
  rows: readonly (readonly [term: string, meaning?: string])[],
  columns = process.stdout.columns || 80,
): string {
  const width = Math.max(...rows.map(([term, meaning]) => (meaning === undefined ? 0 : term.length)));
  const at = width + 4;
  const line = (term: string, meaning: string | undefined) => {
    if (meaning === undefined) return `  ${term}`;
    if (columns - at < MIN_MEANING_WIDTH) return `  ${term}\n${below(meaning, columns)}`;
    return wrap(`  ${term.padEnd(width)}  ${meaning}`, columns, at);
  };
  return rows.map(([term, meaning]) => line(term, meaning)).join('\n');
}

/** A meaning on lines of its own, below its term. */
export function below(meaning: string, columns: number): string {
  return fitted(`${BELOW}${meaning}`, columns);
}

function wrap(line: string, columns: number, indent: number): string {
  if (widthOf(line) <= columns) return line;
  const lines = [''];
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    const last = lines[lines.length - 1];
    if (last === '' || widthOf(last + word) <= columns) lines[lines.length - 1] = last + word;
    else lines.push(' '.repeat(indent) + word.trimStart());
  }
  return lines.join('\n');
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

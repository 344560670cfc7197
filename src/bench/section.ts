import { table } from '../cli/text/table.js';

/** A table of results, for people and, as `figures`, for programs. */
export interface Section {
  readonly title: string;
  /** The head row comes first. */
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** The same results in seconds, bytes and plain numbers. */
  readonly figures: readonly object[];
}

export function asText({ title, rows, notes }: Section): string {
  return `${title}\n${table(rows)}${notes.map((note) => `${wrap(note)}\n`).join('')}\n`;
}

export function asMarkdown({ title, rows: [heads, ...rows], notes }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = heads.map((_, column) => (column === 0 ? '---' : '---:'));
  const remarks = notes.map((note) => `\n${note}\n`).join('');
  return `### ${title}\n\n${[heads, rule, ...rows].map(line).join('\n')}\n${remarks}`;
}

const WIDTH = 78;

/** Wraps text to lines of at most 80 columns. */
function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

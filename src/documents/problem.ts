import { type ErrorCode, TrainerError } from '../errors.js';

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a config. Its texts may hold whatever the file holds; `configError` makes them printable. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly position?: Position | undefined;
}

const MOST_LISTED = 20;

/** One problem keeps its code and hint; several become one `CONFIG` error with a line each, at most 20 of them. */
export function configError(source: string, problems: readonly Problem[], cause?: unknown): TrainerError {
  const [first] = problems;
  if (problems.length === 1) {
    const place = first.position ? `${source}:${at(first.position)}` : source;
    const hint = first.hint === undefined ? undefined : printable(first.hint);
    return new TrainerError(first.code, printable(`${place}: ${first.message}`), { hint, cause });
  }
  const lines = problems
    .toSorted((a, b) => line(a) - line(b) || column(a) - column(b))
    .map(({ position, message }) => printable(position ? `${at(position)}: ${message}` : message));
  if (lines.length > MOST_LISTED) lines.splice(MOST_LISTED, lines.length, `… and ${lines.length - MOST_LISTED} more`);
  const message = [printable(`${source}: ${problems.length} problems`), ...lines].join('\n  ');
  return new TrainerError('CONFIG', message, { hint: 'mnist-train schema lists every key and its values' });
}

/** A value as a message shows it: short, and with its kind where that is not plain to see. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return shortened(String(value));
}

/** At most so many characters of a text, none of them cut in half. */
export function shortened(text: string, most = 40): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/** Control, formatting (bidirectional, zero-width), odd space and lone surrogate characters become `\x1b`: the terminal gets text only. */
export function printable(text: string): string {
  return text.replace(/(?! )[\p{C}\p{Z}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

function at({ line, column }: Position): string {
  return `${line}:${column}`;
}

const line = ({ position }: Problem) => position?.line ?? Number.MAX_SAFE_INTEGER;
const column = ({ position }: Problem) => position?.column ?? 0;

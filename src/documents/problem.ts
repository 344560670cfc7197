import { type ErrorCode, TrainerError } from '../errors.js';

/** A position in a text. Both numbers start at 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One error in a config. Its texts may contain any characters from the file; `configError` makes them printable. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly position?: Position | undefined;
}

const MOST_LISTED = 20;

/**
 * Makes an error of one or more problems. One problem keeps its code and hint; several become a `CONFIG` error that
 * lists up to 20.
 */
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

/** A value as messages show it: shortened, and only named if it is a list or a mapping. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return shortened(String(value));
}

/** The first `most` characters of a text; never splits a surrogate pair. */
export function shortened(text: string, most = 40): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}

/** Replaces characters that could disturb a terminal, such as control and invisible characters, by escapes like `\x1b`. */
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

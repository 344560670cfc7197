import { grouped } from '../quantity.js';
import { shown } from './problem.js';
import { DEEPEST, type Entry, TOO_DEEP, type Tree } from './tree.js';

/** A syntax error in a JSON text, or a text that exceeds our limits. */
export class JsonError extends Error {
  constructor(
    readonly reason: 'SYNTAX' | 'TOO_LARGE',
    readonly offset: number,
    message: string,
    readonly hint?: string,
    /** Whether the text is valid so far but ends too early. */
    readonly isCut = false,
  ) {
    super(message);
  }
}

/** Limit for values and keys: a megabyte of brackets would take gigabytes of memory. */
const MOST_VALUES = 100_000;

const SPACE = /[ \t\n\r]*/y;
/** Characters with a meaning in a string: the closing quote, an escape, a backslash, or a control character. */
const SPECIAL = /"|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?|(?![\u007f-\u009f])\p{Cc}/gu;
const WORD = /[^\s,:[\]{}"]+/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
/** Not JSON, but programs write these words. They are accepted here; the schema rejects them with a better message. */
const NOT_FINITE = /^(?:NaN|-?Infinity)$/;

/**
 * Parses strict JSON (RFC 8259). Unlike `JSON.parse` it keeps positions and repeated keys, says what it expected, and
 * limits depth and number of values. Throws a JsonError.
 */
export function parseJson(text: string): Tree {
  let offset = 0;
  let values = 0;
  const tree = value(0);
  space();
  if (offset < text.length) throw unexpected('the end of the file');
  return tree;

  function value(depth: number): Tree {
    space();
    const start = offset;
    if (++values > MOST_VALUES) {
      throw new JsonError('TOO_LARGE', start, `has more than ${grouped(MOST_VALUES)} values`);
    }
    if (text[start] === '{' || text[start] === '[') {
      if (depth === DEEPEST) throw new JsonError('TOO_LARGE', start, TOO_DEEP);
      offset++;
      if (text[start] === '[') {
        return { kind: 'list', offset: start, items: sequence(']', () => value(depth + 1)) };
      }
      return { kind: 'mapping', offset: start, entries: sequence('}', () => entry(depth + 1)) };
    }
    return { kind: 'scalar', offset: start, value: text[start] === '"' ? string() : word() };
  }

  function sequence<Item>(close: ']' | '}', item: () => Item): Item[] {
    const items: Item[] = [];
    if (next(close)) return items;
    do items.push(item());
    while (next(','));
    if (!next(close)) throw unexpected(`"," or "${close}"`);
    return items;
  }

  function entry(depth: number): Entry {
    space();
    const keyOffset = offset;
    if (text[offset] !== '"') throw unexpected('a property name');
    const key = string();
    if (!next(':')) throw unexpected('":"');
    return { key, keyOffset, value: value(depth) };
  }

  function string(): string {
    const start = offset;
    SPECIAL.lastIndex = start + 1;
    let found = SPECIAL.exec(text);
    while (found && found[0].length > 1) found = SPECIAL.exec(text);
    offset = found?.index ?? text.length;
    const stop = found?.[0];
    if (stop === '"') return JSON.parse(text.slice(start, ++offset));
    if (stop === undefined || stop === '\n' || stop === '\r') {
      const message = 'the string that starts here does not end on its line';
      throw new JsonError('SYNTAX', start, message, undefined, stop === undefined);
    }
    if (stop === '\\') {
      const isCut = /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(text.slice(offset));
      throw new JsonError('SYNTAX', offset, 'no such escape', 'write \\\\ for one backslash', isCut);
    }
    throw new JsonError('SYNTAX', offset, `a control character ${shown(stop)} in a string`, 'write it as \\u00..');
  }

  function word(): unknown {
    const start = offset;
    const found = match(WORD);
    if (found === 'true' || found === 'false') return found === 'true';
    if (found === 'null') return null;
    if (NUMBER.test(found) || NOT_FINITE.test(found)) return Number(found);
    offset = start;
    throw unexpected('a value');
  }

  function next(sign: string): boolean {
    space();
    if (text[offset] !== sign) return false;
    offset++;
    return true;
  }

  function space(): void {
    match(SPACE);
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = offset;
    const [found] = pattern.exec(text) ?? [''];
    offset += found.length;
    return found;
  }

  function unexpected(expected: string) {
    const start = offset;
    const found = match(WORD) || text.slice(start, start + 1);
    const got = found === '' ? 'the end of the file' : found === '"' ? 'a string' : shown(found);
    const isTrailing = text.slice(0, start).trimEnd().endsWith(',') && /^[\]}]$/.test(found);
    const message = `expected ${expected}, got ${got}${isTrailing ? ' (trailing comma?)' : ''}`;
    const isBegun = ['true', 'false', 'null', '-'].some((word) => word.startsWith(found)) || /^-?\d/.test(found);
    return new JsonError('SYNTAX', start, message, hintFor(found), isBegun && start + found.length === text.length);
  }
}

function hintFor(found: string): string | undefined {
  if (/^(?:\/[/*]|#)/.test(found)) return 'JSON has no comments; a .yaml config may have them';
  if (found.startsWith("'")) return 'JSON strings need double quotes';
  return undefined;
}

import { shown } from './problem.js';
import { type Source, sourceError } from './source.js';
import { DEEPEST, type Entry, type Tree } from './tree.js';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
const WORD = /[^\s,:[\]{}"]+/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
/** Not JSON, but what programs write for such numbers: let them pass here, the schema says what is wrong with them. */
const NOT_FINITE = /^(?:NaN|-?Infinity)$/;

/** Strict JSON (RFC 8259). Unlike `JSON.parse` it keeps places and repeated keys, and says what it expected. */
export function parseJson(source: Source): Tree {
  const { text } = source;
  let offset = 0;
  const tree = value(0);
  space();
  if (offset < text.length) throw unexpected('the end of the file');
  return tree;

  function value(depth: number): Tree {
    space();
    const start = offset;
    if (text[start] === '{' || text[start] === '[') {
      if (depth === DEEPEST) throw sourceError(source, start, 'CONFIG_DEPTH', `nested deeper than ${DEEPEST}`);
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
    const body = match(STRING);
    const stop = text[offset];
    if (stop === '"') {
      offset++;
      return JSON.parse(`${body}"`);
    }
    if (stop === '\\')
      throw sourceError(source, offset, 'CONFIG_SYNTAX', 'no such escape', 'write \\\\ for one backslash');
    if (stop === undefined || stop === '\n' || stop === '\r') {
      throw sourceError(source, start, 'CONFIG_SYNTAX', 'the string that starts here does not end on its line');
    }
    throw sourceError(
      source,
      offset,
      'CONFIG_SYNTAX',
      `a control character ${shown(stop)} in a string`,
      'write it as \\u00..',
    );
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
    const trailing = /,\s*$/.test(text.slice(0, start)) && /^[\]}]$/.test(found) ? ' (trailing comma?)' : '';
    return sourceError(source, start, 'CONFIG_SYNTAX', `expected ${expected}, got ${got}${trailing}`, hintFor(found));
  }
}

function hintFor(found: string): string | undefined {
  if (/^(?:\/[/*]|#)/.test(found)) return 'JSON has no comments; a .yaml config may have them';
  if (found.startsWith("'")) return 'JSON strings stand in double quotes';
  return undefined;
}

import { grouped } from '../quantity.js';

/** What is wrong with a JSON document; `reason` names what it is, as in MODEL_KEY. */
export class JsonDocumentError extends Error {
  readonly reason: 'SYNTAX' | 'TOO_LARGE' | 'KEY' | 'VALUE';

  constructor(reason: JsonDocumentError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** No file of ours comes near either, and `JSON.parse` makes gigabytes of a megabyte of brackets. */
const DEEPEST = 32;
const MOST_VALUES = 100_000;

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAPPING, CLOSE_MAPPING] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The value of a file that a program wrote and anybody may have changed. Stricter than `JSON.parse`: a key that stands
 * twice in one mapping, a number that is not finite, and what nests too deep or holds too much are refused too.
 * Throws a JsonDocumentError.
 */
export function parseJsonDocument(text: string): unknown {
  checkStructure(text);
  const value = parse(text);
  requireFiniteNumbers(value);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = / at position (\d+)/.exec(String(error))?.[1];
    const cut = position === undefined ? /end of JSON/.test(String(error)) : Number(position) === text.length;
    const message = cut ? `ends at byte ${Buffer.byteLength(text)}; the file is cut off` : 'not JSON';
    throw new JsonDocumentError('SYNTAX', message);
  }
}

/** Before anything is made of the text, and whether it is JSON or not. */
function checkStructure(text: string): void {
  /** The keys of each mapping that is open, undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let values = 1;
  let keyComes = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case OPEN_LIST:
      case OPEN_MAPPING:
        if (open.length === DEEPEST) throw new JsonDocumentError('TOO_LARGE', `nested deeper than ${DEEPEST}`);
        keyComes = text.charCodeAt(i) === OPEN_MAPPING;
        open.push(keyComes ? new Set() : undefined);
        break;
      case CLOSE_LIST:
      case CLOSE_MAPPING:
        open.pop();
        break;
      case COMMA:
        if (++values > MOST_VALUES)
          throw new JsonDocumentError('TOO_LARGE', `has more than ${grouped(MOST_VALUES)} values`);
        keyComes = open.at(-1) !== undefined;
        break;
      case QUOTE: {
        const end = endOfString(text, i + 1);
        if (keyComes) addKey(open.at(-1), text.slice(i, end + 1));
        keyComes = false;
        i = end;
      }
    }
  }
}

/** Where the closing quotation mark is, or the text ends. */
function endOfString(text: string, start: number): number {
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
  return i;
}

/** string: with its quotation marks and escapes; one that is not JSON is left to `JSON.parse` to complain of. */
function addKey(keys: Set<string> | undefined, string: string): void {
  if (!keys) return;
  let key = string;
  try {
    key = JSON.parse(string);
  } catch {}
  if (keys.has(key)) throw new JsonDocumentError('KEY', `${JSON.stringify(key.slice(0, 60))} is set twice`);
  keys.add(key);
}

function requireFiniteNumbers(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new JsonDocumentError('VALUE', `a number is ${value}, expected finite ones`);
  }
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) requireFiniteNumbers(inner);
}

import { JsonError, parseJson } from './json.js';
import { shortened } from './problem.js';
import { plain, repeatedKeys, type Tree } from './tree.js';

/** What is wrong with a file that a program wrote; `reason` names what it is, as in MODEL_KEY. */
export class StoredFault extends Error {
  constructor(
    readonly reason: 'SYNTAX' | 'TOO_LARGE' | 'KEY' | 'SHAPE' | 'DATA' | 'VALUE',
    message: string,
  ) {
    super(message);
  }
}

/**
 * The value of a file that a program wrote and anybody may have changed. Stricter than `JSON.parse`: refuses a key that
 * is set twice in one mapping, a number that is not finite, deep nesting and too many values. Throws a StoredFault.
 */
export function parseJsonDocument(text: string): unknown {
  const tree = treeOf(text);
  const [repeated] = repeatedKeys(tree);
  if (repeated) throw new StoredFault('KEY', `"${shortened(repeated.key)}" is set twice`);
  const value = plain(tree);
  requireFiniteNumbers(value);
  return value;
}

function treeOf(text: string): Tree {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (error.reason === 'TOO_LARGE') throw new StoredFault('TOO_LARGE', error.message);
    const message = error.isCut ? `ends at byte ${Buffer.byteLength(text)}; the file is cut off` : 'not JSON';
    throw new StoredFault('SYNTAX', message);
  }
}

function requireFiniteNumbers(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new StoredFault('VALUE', `a number is ${value}, expected finite ones`);
  }
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) requireFiniteNumbers(inner);
}

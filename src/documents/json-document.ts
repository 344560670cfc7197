import type { z } from 'zod';
import { JsonError, parseJson } from './json.js';
import { shortened, shown } from './problem.js';
import { plain, repeatedKeys, type Tree } from './tree.js';
import { pathText, wrongValue } from './wrong-value.js';

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

/** A stored document as its schema reads it. Throws a StoredFault about the first thing that is wrong. */
export function readStored<S extends z.ZodType>(schema: S, json: unknown): z.output<S> {
  const result = schema.safeParse(json, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    throw new StoredFault('KEY', `unexpected key ${shown(issue.keys[0])}${name && ` in ${name}`}`);
  }
  const isSize = /^architecture\.(?:input|hidden|output)|\.shape\b/.test(name);
  const message = issue.input === undefined ? `${name} is missing` : wrongValue(name, issue).message;
  throw new StoredFault(isSize ? 'SHAPE' : 'VALUE', message);
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

import type { z } from 'zod';
import { handled } from '../errors.js';
import { JsonError, parseJson } from './json.js';
import { shortened, shown } from './problem.js';
import { plain, repeatedKeys, type Tree } from './tree.js';
import { pathText, wrongValue } from './wrong-value.js';

/** An error in a file that a program wrote. Callers put `reason` into the error code, as in MODEL_KEY. */
export class StoredFault extends Error {
  constructor(
    readonly reason: 'SYNTAX' | 'TOO_LARGE' | 'KEY' | 'SHAPE' | 'DATA' | 'VALUE',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Parses a JSON file that a program wrote and a user may have edited. Stricter than `JSON.parse`: rejects repeated keys,
 * numbers that are not finite, deep nesting and too many values. Throws a StoredFault.
 */
export function parseJsonDocument(text: string): unknown {
  const tree = treeOf(text);
  const [repeated] = repeatedKeys(tree);
  if (repeated) throw new StoredFault('KEY', `"${shortened(repeated.key)}" is set twice`);
  const value = plain(tree);
  requireFiniteNumbers(value);
  return value;
}

/** Validates a stored document with its schema. Throws a StoredFault for the first error. */
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
    const { reason, message, isCut } = handled(error, JsonError);
    if (reason === 'TOO_LARGE') throw new StoredFault('TOO_LARGE', message);
    const fault = isCut ? `ends at byte ${Buffer.byteLength(text)}; the file is cut off` : 'not JSON';
    throw new StoredFault('SYNTAX', fault);
  }
}

function requireFiniteNumbers(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new StoredFault('VALUE', `contains the number ${value}, expected finite numbers`);
  }
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) requireFiniteNumbers(inner);
}

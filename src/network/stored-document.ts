import type { z } from 'zod';
import { StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { pathText, wrongValue } from '../documents/wrong-value.js';

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

import type { z } from 'zod';
import { shown } from '../documents/problem.js';
import { pathText, wrongValue } from '../documents/wrong-value.js';

/** The first thing that a schema finds wrong with a stored file, in a sentence; `reason` as in MODEL_SHAPE. */
export function storedProblem({ issues: [issue] }: z.ZodError): { reason: 'KEY' | 'SHAPE' | 'VALUE'; message: string } {
  const name = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return { reason: 'KEY', message: `unexpected key ${shown(issue.keys[0])}${name && ` in ${name}`}` };
  }
  const isSize = /^architecture\.(?:input|hidden|output)|\.shape\b/.test(name);
  const reason = isSize ? 'SHAPE' : 'VALUE';
  if (issue.input === undefined) return { reason, message: `${name} is missing` };
  return { reason, message: wrongValue(name, issue).message };
}

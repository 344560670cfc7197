import type { Problem } from '../documents/problem.js';
import { type Issue, pathText, wrongValue } from '../documents/wrong-value.js';
import { KEYS } from './schema.js';
import { unknownKey } from './unknown-key.js';

/** A problem and the path of the value, or of the key, that it is about. */
export interface PlacedProblem extends Problem {
  readonly path: readonly PropertyKey[];
  readonly part: 'key' | 'value';
}

/** What zod found, in sentences: path, what came, what was wanted. A value that breaks several rules is told of once. */
export function problemsOf(issues: readonly Issue[]): PlacedProblem[] {
  const told = new Set<string>();
  return issues.flatMap(branchMeant).flatMap((issue): PlacedProblem[] => {
    const { path } = issue;
    const name = pathText(path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ ...unknownKey(name, key), path: [...path, key], part: 'key' }));
    }
    if (told.has(name)) return [];
    told.add(name);
    return [{ ...wrongValue(name, issue, KEYS), path, part: 'value' }];
  });
}

/** Of a union's branches only the one of the value's own kind says anything useful. Names beside numbers are one list. */
function branchMeant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.every(([first]) => isNumberOrName(first))) return [issue];
  const branch = issue.errors.find((inner) => !inner.some(isOtherKind));
  return branch?.flatMap((inner) => branchMeant({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function isNumberOrName(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_value' || (issue.code === 'invalid_type' && issue.expected === 'number');
}

function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type' && issue.expected !== 'int';
}

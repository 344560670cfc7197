import type { Problem } from '../documents/problem.js';
import { type Issue, pathText, wrongValue } from '../documents/wrong-value.js';
import { KEYS } from './schema.js';
import { unknownKey } from './unknown-key.js';

/** A problem with the path of its value or key. */
export interface PlacedProblem extends Problem {
  readonly path: readonly PropertyKey[];
  readonly part: 'key' | 'value';
}

/** Turns zod's issues into messages with path, received and expected value. Reports each value once. */
export function problemsOf(issues: readonly Issue[]): PlacedProblem[] {
  const reported = new Set<string>();
  return issues.flatMap(matchingBranch).flatMap((issue): PlacedProblem[] => {
    const { path } = issue;
    const name = pathText(path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ ...unknownKey(name, key), path: [...path, key], part: 'key' }));
    }
    if (reported.has(name)) return [];
    reported.add(name);
    return [{ ...wrongValue(name, issue, KEYS), path, part: 'value' }];
  });
}

/** For a union, keeps the issues of the branch that matches the type of the value. Names and numbers are listed together. */
function matchingBranch(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.every(([first]) => isNumberOrName(first))) return [issue];
  const branch = issue.errors.find((inner) => !inner.some(isOtherKind));
  return branch?.flatMap((inner) => matchingBranch({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function isNumberOrName(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_value' || (issue.code === 'invalid_type' && issue.expected === 'number');
}

function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type' && issue.expected !== 'int';
}

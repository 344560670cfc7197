import { type Problem, shortened } from '../documents/problem.js';
import { KEYS } from './schema.js';
import { meantKeys } from './suggest.js';

/** Names that mean something to JavaScript's objects; no config needs them. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/** A key that its level, the path of a mapping ('' at the top), does not have. */
export function unknownKey(level: string, key: string): Problem {
  const code = 'CONFIG_KEY';
  const label = `"${shortened(key)}"${level === '' ? '' : ` in ${level}`}`;
  if (FORBIDDEN.includes(key)) return { code, message: `key ${label} is not allowed` };
  const known = KEYS[level].filter((name) => name !== '$schema').join(', ');
  const keys = `${level === '' ? 'the keys are' : `the keys of ${level} are`} ${known}`;
  const meant = meantKeys(level, key).map((path) => naming(level, path, key));
  if (meant.length === 0) return { code, message: `unknown key ${label}`, hint: keys };
  return {
    code,
    message: `unknown key ${label}; did you mean ${meant.map(({ name }) => name).join(' or ')}?`,
    hint: meant[0].example ?? keys,
  };
}

/** A key of the same level by its name, any other by its path and an example, the same but for quotes in JSON and YAML. */
function naming(level: string, path: string, written: string): { name: string; example?: string } {
  const steps = path.split('.');
  const key = steps.pop();
  if (steps.join('.') === level) return { name: `"${key}"` };
  if (steps.length === 0) return { name: `"${key}" at the top level` };
  const inner = steps.slice(1).reduceRight((inside, step) => `{ ${step}: ${inside} }`, `{ ${key}: … }`);
  const example = `${steps[0]}: ${inner}`;
  return path === written ? { name: example } : { name: path, example: `write ${example}` };
}

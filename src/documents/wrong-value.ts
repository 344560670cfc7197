import type { z } from 'zod';
import type { ErrorCode } from '../errors.js';
import { closestName } from './closest-name.js';
import { type Problem, shown } from './problem.js';

export type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** The keys that each mapping accepts, by path. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/** The error message for a value that is not accepted. */
export function wrongValue(name: string, issue: Issue, keys: KnownKeys = {}): Problem {
  const { input, message } = issue;
  const problem = (code: ErrorCode, text: string, hint?: string) => ({
    code,
    message: name ? `${name}: ${text}` : text,
    hint,
  });
  const wantsNumber = issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int');
  const notFinite = wantsNumber || issue.code === 'invalid_union' ? nonFinite(input) : undefined;
  if (notFinite) return problem('CONFIG_VALUE', `must be a finite number, got ${notFinite}`);
  switch (issue.code) {
    case 'invalid_type': {
      if (wantsNumber && typeof input === 'number') return problem('CONFIG_RANGE', `must be ${message}, got ${input}`);
      if (input === undefined) return problem('CONFIG_TYPE', `is missing, expected ${KINDS[issue.expected]}`);
      const wanted = `${KINDS[issue.expected]}${name === '' ? ' at the top level' : ''}`;
      const got = `${typeof input === 'string' ? 'the string ' : ''}${shown(input)}`;
      return problem('CONFIG_TYPE', `expected ${wanted}, got ${got}`, hintFor(name, issue.expected, input, keys));
    }
    case 'invalid_union': {
      const code = issue.errors.some(([first]) => first.code === 'invalid_value') ? 'CONFIG_VALUE' : 'CONFIG_TYPE';
      const wanted = issue.errors.flatMap(([first]) => expectedBy(first, keys[name]));
      return problem(code, `must be ${alternatives(wanted)}, got ${shown(input)}`);
    }
    case 'too_small':
    case 'too_big':
      return problem('CONFIG_RANGE', `must be ${message}, got ${Array.isArray(input) ? input.length : input}`);
    case 'invalid_value': {
      const code = typeof input === 'string' ? 'CONFIG_VALUE' : 'CONFIG_TYPE';
      const near = typeof input === 'string' ? closestName(input, issue.values.map(String)) : undefined;
      const meant = near === undefined ? '' : `; did you mean "${near}"?`;
      const got = input === undefined ? 'is missing' : `got ${shown(input)}`;
      return problem(code, `${got}, expected ${alternatives(expectedBy(issue))}${meant}`);
    }
    case 'custom':
      return problem(issue.params?.code ?? 'CONFIG_VALUE', message, issue.params?.hint);
    default:
      return problem('CONFIG_VALUE', `must be ${message}, got ${shown(input)}`);
  }
}

/** A path as text, such as `data.mirrors[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** NaN or an infinity as text. YAML's core schema reads such words as strings, so they count too. */
function nonFinite(input: unknown): string | undefined {
  const isNamed = typeof input === 'string' && /^[-+]?(?:nan|inf|infinity)$/i.test(input);
  return isNamed || (typeof input === 'number' && !Number.isFinite(input)) ? String(input) : undefined;
}

/** What one branch of a union accepts: names, a range, or a mapping with certain keys. */
function expectedBy(issue: Issue, keys: readonly string[] = []): string[] {
  if (issue.code === 'invalid_value') return issue.values.map((value) => `"${String(value)}"`);
  if (issue.code !== 'invalid_type' || issue.expected !== 'object') return [issue.message];
  return [keys.length === 0 ? 'a mapping' : `{ ${keys.map((key) => `${key}: …`).join(', ')} }`];
}

function alternatives(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' or ');
}

function hintFor(name: string, expected: string, input: unknown, keys: KnownKeys): string | undefined {
  if (name === '') return 'a config consists of keys and values, such as seed: 1';
  if (input === null) return 'remove the key to use its default';
  if (expected === 'object' && name in keys) return `its keys are ${keys[name].join(', ')}`;
  if (expected === 'array' && typeof input !== 'object') return `write it in brackets: [${shown(input)}]`;
  if (expected === 'string' && typeof input !== 'object') return `write it in quotes: "${shown(input)}"`;
  if (typeof input !== 'string') return undefined;
  if (expected === 'boolean') {
    const word = /^(?:yes|on|true|1)$/i.test(input) ? 'true' : 'false';
    return /^(?:yes|on|no|off|true|false|1|0)$/i.test(input) ? `write ${word}, without quotes` : undefined;
  }
  if (/^[-+]?0\d+$/.test(input)) return `write ${Number(input)}; some programs read a leading zero as octal`;
  if (input.trim() !== '' && Number.isFinite(Number(input))) return `write it without quotes: ${Number(input)}`;
  const separated = Number(input.replaceAll(/[_, ]/g, ''));
  const isSeparated = /^[-+]?\d[\d_,:. ]*$/.test(input);
  if (!isSeparated) return undefined;
  return `${shown(input)} is a string in YAML 1.2${Number.isFinite(separated) ? `; write ${separated}` : ''}`;
}

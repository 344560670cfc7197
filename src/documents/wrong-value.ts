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

/** The keys that a mapping takes, by its path. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/** The sentence for a value that its place does not take. */
export function wrongValue(name: string, issue: Issue, keys: KnownKeys = {}): Problem {
  const { input, message } = issue;
  const say = (code: ErrorCode, text: string, hint?: string) => ({
    code,
    message: name ? `${name}: ${text}` : text,
    hint,
  });
  const wantsNumber = issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int');
  const notFinite = wantsNumber || issue.code === 'invalid_union' ? nonFinite(input) : undefined;
  if (notFinite) return say('CONFIG_VALUE', `must be a finite number, got ${notFinite}`);
  switch (issue.code) {
    case 'invalid_type': {
      if (wantsNumber && typeof input === 'number') return say('CONFIG_RANGE', `must be ${message}, got ${input}`);
      if (input === undefined) return say('CONFIG_TYPE', `is missing, expected ${KINDS[issue.expected]}`);
      const wanted = `${KINDS[issue.expected]}${name === '' ? ' at the top level' : ''}`;
      const got = `${typeof input === 'string' ? 'the string ' : ''}${shown(input)}`;
      return say('CONFIG_TYPE', `expected ${wanted}, got ${got}`, hintFor(name, issue.expected, input, keys));
    }
    case 'invalid_union': {
      const code = issue.errors.some(([first]) => first.code === 'invalid_value') ? 'CONFIG_VALUE' : 'CONFIG_TYPE';
      const wanted = issue.errors.flatMap(([first]) => wantedBy(first, keys[name]));
      return say(code, `must be ${alternatives(wanted)}, got ${shown(input)}`);
    }
    case 'too_small':
    case 'too_big':
      return say('CONFIG_RANGE', `must be ${message}, got ${Array.isArray(input) ? input.length : input}`);
    case 'invalid_value': {
      const code = typeof input === 'string' ? 'CONFIG_VALUE' : 'CONFIG_TYPE';
      const near = typeof input === 'string' ? closestName(input, issue.values.map(String)) : undefined;
      const meant = near === undefined ? '' : `; did you mean "${near}"?`;
      const got = input === undefined ? 'is missing' : `got ${shown(input)}`;
      return say(code, `${got}, expected ${alternatives(wantedBy(issue))}${meant}`);
    }
    case 'custom':
      return say(issue.params?.code ?? 'CONFIG_VALUE', message, issue.params?.hint);
    default:
      return say('CONFIG_VALUE', `must be ${message}, got ${shown(input)}`);
  }
}

/** `data.mirrors[0]` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** NaN and the infinities, also as YAML's core schema reads those words: as strings. */
function nonFinite(input: unknown): string | undefined {
  const isNamed = typeof input === 'string' && /^[-+]?(?:nan|inf|infinity)$/i.test(input);
  return isNamed || (typeof input === 'number' && !Number.isFinite(input)) ? String(input) : undefined;
}

/** What a branch of a union takes: its names, its range, or a mapping of these keys. */
function wantedBy(issue: Issue, keys: readonly string[] = []): string[] {
  if (issue.code === 'invalid_value') return issue.values.map((value) => `"${String(value)}"`);
  if (issue.code !== 'invalid_type' || issue.expected !== 'object') return [issue.message];
  return [keys.length === 0 ? 'a mapping' : `{ ${keys.map((key) => `${key}: …`).join(', ')} }`];
}

function alternatives(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' or ');
}

function hintFor(name: string, expected: string, input: unknown, keys: KnownKeys): string | undefined {
  if (name === '') return 'a config is made of keys with values, such as seed: 1';
  if (input === null) return 'leave the key out to get its default';
  if (expected === 'object' && name in keys) return `its keys are ${keys[name].join(', ')}`;
  if (expected === 'array' && typeof input !== 'object') return `write it in brackets: [${shown(input)}]`;
  if (expected === 'string' && typeof input !== 'object') return `write it in quotes: "${shown(input)}"`;
  if (typeof input !== 'string') return undefined;
  if (expected === 'boolean') {
    const word = /^(?:yes|on|true|1)$/i.test(input) ? 'true' : 'false';
    return /^(?:yes|on|no|off|true|false|1|0)$/i.test(input) ? `write ${word}, without quotes` : undefined;
  }
  if (/^[-+]?0\d+$/.test(input)) return `write ${Number(input)}; a leading zero makes some programs read octal digits`;
  if (input.trim() !== '' && Number.isFinite(Number(input))) return `write it without quotes: ${Number(input)}`;
  const separated = Number(input.replaceAll(/[_, ]/g, ''));
  const isSeparated = /^[-+]?\d[\d_,:. ]*$/.test(input);
  if (!isSeparated) return undefined;
  return `${shown(input)} is a string in YAML 1.2${Number.isFinite(separated) ? `; write ${separated}` : ''}`;
}

import { Composer, CST, isMap, isScalar, isSeq, Lexer, type ParsedNode, Parser, type YAMLParseError } from 'yaml';
import type { ErrorCode } from '../errors.js';
import { shortened } from './problem.js';
import { type Source, sourceError } from './source.js';
import { DEEPEST, TOO_DEEP, type Tree } from './tree.js';

/** YAML 1.2 core schema, even if a `%YAML` line asks for another version. Repeated keys are checked later, as for JSON. */
const OPTIONS = { schema: 'core', merge: false, resolveKnownTags: false, stringKeys: true, uniqueKeys: false } as const;

/** Parses one YAML 1.2 document. Aliases, anchors, tags and directives are not allowed. */
export function parseYaml(source: Source): Tree {
  const [document, second] = new Composer(OPTIONS).compose(readTokens(source), true, source.text.length);
  const [error] = document.errors;
  if (error) throw sourceError(source, error.pos[0], { code: 'CONFIG_SYNTAX', message: sentence(error) });
  if (second) {
    const message = 'a second document starts here; expected only one';
    throw sourceError(source, second.range[0], { code: 'CONFIG_SYNTAX', message });
  }
  return toTree(document.contents, 0);
}

type Refusal = readonly [code: ErrorCode, sentence: (token: string) => string, hint: string];

const REFUSED: Readonly<Partial<Record<CST.TokenType, Refusal>>> = {
  alias: ['CONFIG_ALIAS', (token) => `aliases (${token}) are not allowed`, 'write the value itself'],
  anchor: [
    'CONFIG_ALIAS',
    (token) => `anchors (${token}) are not allowed`,
    'write the value at each place that uses it',
  ],
  tag: ['CONFIG_TAG', (token) => `tag "${token}" is not allowed`, 'the key determines the type; remove the tag'],
  'directive-line': ['CONFIG_SYNTAX', (token) => `directives (${token}) are not allowed`, 'remove this line'],
};

/** Lexes token by token, so that deep nesting is found before the composer recurses and overflows the stack. */
function readTokens(source: Source): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const refusals: { type: CST.TokenType; offset: number; refusal: Refusal; lexeme: string }[] = [];
  let atScalar = false;
  for (const lexeme of new Lexer().lex(source.text)) {
    const type: CST.TokenType | null = atScalar ? null : CST.tokenType(lexeme);
    const refusal = type === null ? undefined : REFUSED[type];
    if (type && refusal) refusals.push({ type, offset: parser.offset, refusal, lexeme });
    tokens.push(...parser.next(lexeme));
    const tooDeep = parser.stack.filter(CST.isCollection)[DEEPEST];
    if (tooDeep) throw sourceError(source, tooDeep.offset, { code: 'CONFIG_DEPTH', message: TOO_DEEP });
    atScalar = type === 'scalar';
  }
  // Report an alias rather than its anchor: aliases can make a small file huge.
  const worst = refusals.find(({ type }) => type === 'alias') ?? refusals[0];
  if (worst) {
    const [code, describe, hint] = worst.refusal;
    throw sourceError(source, worst.offset, { code, message: describe(shortened(worst.lexeme)), hint });
  }
  return [...tokens, ...parser.end()];
}

/** Missing values have no node; they get the offset of their key. */
function toTree(node: ParsedNode | null, keyOffset: number): Tree {
  const offset = node ? node.range[0] : keyOffset;
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : '',
      keyOffset: key.range[0],
      value: toTree(value, key.range[0]),
    }));
    return { kind: 'mapping', offset, entries };
  }
  if (isSeq(node)) return { kind: 'list', offset, items: node.items.map((item) => toTree(item, offset)) };
  if (!isScalar(node)) return { kind: 'scalar', offset, value: null };
  // 010 is ten in YAML 1.2 and eight in YAML 1.1. It is kept as a string, so no number key accepts it.
  const ambiguous = typeof node.value === 'number' && /^[-+]?0\d+$/.test(node.source);
  return { kind: 'scalar', offset, value: ambiguous ? node.source : node.value };
}

function sentence({ code, message }: YAMLParseError): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'tabs are not allowed as indentation';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a key is not allowed here; check the indentation';
    case 'NON_STRING_KEY':
      return 'a key must be plain text';
    default:
      if (message.startsWith('Implicit map keys')) return 'expected ": " after the key, a colon and a space';
      return shortened(`${message.slice(0, 1).toLowerCase()}${message.slice(1)}`, 120);
  }
}

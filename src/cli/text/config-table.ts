import { configJsonSchema, type JsonSchema, keysOf } from '../../config/json-schema.js';
import { WORDS } from '../../config/words.js';

/** The table of all config keys in docs/configuration.md, made from the JSON Schema and `WORDS`. */
function configTable(): string {
  const rows = keysOf(configJsonSchema())
    .filter(({ path }) => path !== '$schema')
    .map(({ path, schema }) => {
      const { means, unit = '', unset } = WORDS[path];
      return [`\`${path}\``, unset ?? shownDefault(schema), values(schema), unit, means];
    });
  const head = ['key', 'default', 'values', 'unit', 'meaning'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

const [START, END] = ['<!-- config table, written by npm run docs -->\n', '<!-- end of config table -->'];

/** Replaces the table between the two marker comments with the current one. */
export function withConfigTable(text: string): string {
  const [before, rest] = text.split(START);
  return `${before}${START}\n${configTable()}\n${rest.slice(rest.indexOf(END))}`;
}

function shownDefault({ default: value, properties, type }: JsonSchema): string {
  if (properties !== undefined) return 'see its keys';
  if (value === undefined) return type === undefined ? '' : 'required';
  return code(value);
}

function values({ anyOf, enum: names, type, items, maxItems, pattern: _, ...range }: JsonSchema): string {
  if (anyOf) return alternatives(anyOf as JsonSchema[]);
  if (names) return names.map(code).join(', ');
  if (type === 'array') return `${maxItems ? `up to ${maxItems} ` : ''}in brackets: ${values(items as JsonSchema)}`;
  if (type === 'boolean') return '`false`, `true`';
  if (type === 'object') return 'a mapping';
  return type === 'string' ? 'text' : numbers(range, type === 'integer');
}

/** Lists come last, because their items are alternatives too. */
function alternatives(schemas: JsonSchema[]): string {
  const isList = ({ type }: JsonSchema) => type === 'array';
  const single = schemas.filter((schema) => !isList(schema)).map(values);
  return [single.join(', '), ...schemas.filter(isList).map(values)].filter(Boolean).join('; ');
}

/** `1, 2 … 8` for integers, `0 ≤ x < 1` for other numbers */
function numbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema, isInteger: boolean): string {
  if (isInteger) return `${minimum}, ${Number(minimum) + 1} … ${maximum}`;
  const from = minimum === undefined ? `${exclusiveMinimum} <` : `${minimum} ≤`;
  return `${from} x ${maximum === undefined ? `< ${exclusiveMaximum}` : `≤ ${maximum}`}`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { FLOORS } from '../.dependency-cruiser.js';
import { withConfigTable } from '../src/cli/text/config-table.js';
import { configJsonSchema, keysOf } from '../src/config/json-schema.js';
import { resolveConfig } from '../src/config/load.js';
import { WORDS } from '../src/config/words.js';
import type { Choices } from '../src/documents/choices.js';
import { OPTIMIZERS } from '../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../src/training/schedule.js';
import { house, storeysIn } from './fixtures/house.mjs';
import { PROJECT } from './fixtures/run-command.js';

const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
const keys = keysOf(configJsonSchema());

test('the table of config keys is up to date', () => {
  const configuration = read('docs/configuration.md');
  expect(configuration).toBe(withConfigTable(configuration));
});

test('the drawing of the house is up to date', () => {
  expect(read('docs/house.svg')).toBe(house(read('docs/how-it-works.md')));
});

test('the drawing has the folders that lint enforces, in the same order', () => {
  const floors = storeysIn(read('docs/how-it-works.md')).flatMap(({ floors }) => floors.map(({ folder }) => folder));
  expect(floors).toEqual(FLOORS);
});

test('every key has words, and no other words exist', () => {
  expect(Object.keys(WORDS).sort()).toEqual(keys.map(({ path }) => path).sort());
});

test('every key is described, numbers with their unit', () => {
  for (const { path, schema } of keys) {
    expect(schema.description, path).toMatch(/^.{5,}\.$/);
    const branches = (schema.anyOf ?? [schema]) as { type?: string; items?: { type?: string } }[];
    const isNumber = branches.some(({ type, items }) => /integer|number/.test(`${type} ${items?.type}`));
    if (isNumber) expect(schema.description, path).toContain('. Unit: ');
  }
});

/** Other keys that a key requires. */
const BESIDE: Readonly<Record<string, object>> = {
  'augment.elastic.alpha': { sigma: 1 },
  'augment.elastic.sigma': { alpha: 1 },
  'distill.temperature': { from: 'runs/committee' },
  'distill.weight': { from: 'runs/committee' },
  'distill.sha256': { from: 'model.json' },
  'init.from': { sha256: '0'.repeat(64) },
  'init.scale': { from: 'weights.npz', sha256: '0'.repeat(64) },
  'init.sha256': { from: 'model.json' },
  keep: { data: { validation: 10 } },
  patience: { data: { validation: 10 } },
};

test.each(keys)('the example of $path is valid', ({ path, schema }) => {
  const [example] = schema.examples as unknown[];
  const [group, key] = path.split('.');
  const table: Choices | undefined = { optimizer: OPTIMIZERS, schedule: SCHEDULES }[group];
  // the name that the group requires
  const owner = Object.entries(table ?? {}).find(([, { keys }]) => key in keys)?.[0];
  const beside = BESIDE[path] ?? (owner && { name: owner });
  const inner = (steps: readonly string[]): unknown =>
    steps.length === 1 ? { ...beside, [steps[0]]: example } : { [steps[0]]: inner(steps.slice(1)) };
  const whole = path.includes('.') ? (inner(path.split('.')) as object) : { [path]: example, ...BESIDE[path] };
  expect(() => resolveConfig(whole)).not.toThrow();
});

test('the hashes in the documents equal the pinned ones', () => {
  const hashes = (text: string) => text.match(/\b[0-9a-f]{64}\b/g) ?? [];
  const pinned = hashes(read('test/torture/one-result.test.ts'));
  expect(pinned).toHaveLength(4);
  expect(hashes(read('docs/reliability.md'))).toEqual(pinned);
});

const PAGES = ['README.md', 'README.zh.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const pages = [...PAGES, ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

test.each(pages)('every link in %s leads somewhere', (page) => {
  const links = Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
  for (const link of links.filter((link) => !/^https?:/.test(link))) {
    const [path, anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    expect(existsSync(join(PROJECT, target)), `${link} in ${page}`).toBe(true);
    if (anchor !== undefined) expect(anchorsIn(read(target)), `${link} in ${page}`).toContain(anchor);
  }
});

/** The anchors of the headings of a Markdown text, as GitHub makes them. */
function anchorsIn(markdown: string): string[] {
  const headings = markdown.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm);
  return Array.from(headings, ([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

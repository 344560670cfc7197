import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withConfigTable } from '../src/cli/text/config-table.js';
import { configJsonSchema, keysOf } from '../src/config/json-schema.js';
import { resolveConfig } from '../src/config/load.js';
import { WORDS } from '../src/config/words.js';
import type { Choices } from '../src/documents/choices.js';
import { OPTIMIZERS } from '../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../src/training/schedule.js';
import { PROJECT } from './fixtures/run-command.js';

const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const keys = keysOf(configJsonSchema());

test('the config table of the README is the one that npm run readme writes', () => {
  expect(readme).toBe(withConfigTable(readme));
});

test('every key has words, and all words have a key', () => {
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

/** What keys need beside them. */
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

test.each(keys)('the example of $path is a value it takes', ({ path, schema }) => {
  const [example] = schema.examples as unknown[];
  const [group, key] = path.split('.');
  const table: Choices | undefined = { optimizer: OPTIMIZERS, schedule: SCHEDULES }[group];
  // what a group cannot be without
  const owner = Object.entries(table ?? {}).find(([, { keys }]) => key in keys)?.[0];
  const beside = BESIDE[path] ?? (owner && { name: owner });
  const inner = (steps: readonly string[]): unknown =>
    steps.length === 1 ? { ...beside, [steps[0]]: example } : { [steps[0]]: inner(steps.slice(1)) };
  const whole = path.includes('.') ? (inner(path.split('.')) as object) : { [path]: example, ...BESIDE[path] };
  expect(() => resolveConfig(whole)).not.toThrow();
});

test('the hashes in the README are those that are pinned', () => {
  const hashes = (text: string) => text.match(/\b[0-9a-f]{64}\b/g) ?? [];
  const pinned = hashes(readFileSync(join(PROJECT, 'test/torture/one-result.test.ts'), 'utf8'));
  expect(pinned).toHaveLength(4);
  expect(hashes(readme)).toEqual(pinned);
});

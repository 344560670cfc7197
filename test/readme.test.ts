import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Choices } from '../src/documents/choices.js';
import { ACTIVATION_NAMES } from '../src/layers/activations.js';
import { LOSS_NAMES } from '../src/layers/losses.js';
import { OPTIMIZERS } from '../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../src/training/schedule.js';
import { PROJECT } from './fixtures/run-command.js';

const lines = readFileSync(join(PROJECT, 'README.md'), 'utf8').split('\n');

test.each([
  ['activation', ACTIVATION_NAMES],
  ['loss', LOSS_NAMES],
  ['optimizer', Object.keys(OPTIMIZERS)],
  ['schedule', Object.keys(SCHEDULES)],
])('the row of %s in the README has every name of its table', (key, names) => {
  const row = lines.find((line) => line.startsWith(`| \`${key}\` |`));
  for (const name of names) expect(row).toContain(`\`${name}\``);
});

test('the row of learningRate in the README has the rate of every optimizer', () => {
  const row = lines.find((line) => line.startsWith('| `learningRate` |')) ?? '';
  const clauses = row.split(/, (?=\d)|: /); // each begins with its rate
  for (const [name, { learningRate }] of Object.entries(OPTIMIZERS)) {
    const clause = clauses.find((text) => text.startsWith(`${learningRate} for`));
    expect(clause).toContain(`\`${name}\``);
  }
});

test.each<[string, Choices]>([
  ['optimizer', OPTIMIZERS],
  ['schedule', SCHEDULES],
])('the rows after %s in the README have every key, its default, and the names it belongs to', (choice, table) => {
  const rows = lines.filter((line) => line.startsWith(`| \`${choice}.`));
  for (const [name, { keys }] of Object.entries(table)) {
    for (const [key, { default: value }] of Object.entries(keys)) {
      const row = rows.find((line) => line.includes(`.${key}\``)) ?? `no row of ${choice}.${key}`;
      for (const text of [`.${key}\``, String(value), `\`${name}\``]) expect(row).toContain(text);
    }
  }
});

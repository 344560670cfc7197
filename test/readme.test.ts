import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOSS_NAMES } from '../src/layers/losses.js';
import { OPTIMIZERS } from '../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../src/training/schedule.js';
import { PROJECT } from './fixtures/run-command.js';

const lines = readFileSync(join(PROJECT, 'README.md'), 'utf8').split('\n');

test.each([
  ['loss', LOSS_NAMES],
  ['optimizer', Object.keys(OPTIMIZERS)],
  ['schedule', Object.keys(SCHEDULES)],
])('the row of %s in the README has every name of its table', (key, names) => {
  const row = lines.find((line) => line.startsWith(`| \`${key}\` |`));
  for (const name of names) expect(row).toContain(`\`${name}\``);
});

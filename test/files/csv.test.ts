import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lastColumn } from '../../src/files/csv.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('lastColumn reads every row of a file longer than its buffer', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const losses = Array.from({ length: 4000 }, (_, i) => 1 / (i + 1));
  writeFileSync(path, `iteration,loss\n${losses.map((loss, i) => `${i + 1},${loss}\n`).join('')}`);
  expect([...lastColumn(path)]).toEqual(losses);
});

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { growingCsv, readCsv } from '../../src/files/csv.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('reads the rows added since the last call, complete rows only', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const read = growingCsv();
  const rows = () => read(path, ['iteration', 'loss']);
  expect(rows()).toEqual([]);
  writeFileSync(path, 'iteration,epoch,loss\n');
  expect(rows()).toEqual([]);
  for (const [added, expected] of [
    ['1,1,2.5\n2,1,1', [[1, 2.5]]],
    [
      '.5\n',
      [
        [1, 2.5],
        [2, 1.5],
      ],
    ],
    [
      'x\n3,1,0.5\n',
      [
        [1, 2.5],
        [2, 1.5],
        [3, 0.5],
      ],
    ],
  ] as const) {
    appendFileSync(path, added);
    expect(rows()).toEqual(expected);
  }
  expect(rows()).toEqual(readCsv(path, ['iteration', 'loss']));
  expect(read(path, ['iteration', 'nothing'])).toEqual([]);
});

test('reads a file that has rows at the first call', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const read = growingCsv();
  writeFileSync(path, 'iteration,loss\n1,2.5\n2,');
  expect(read(path, ['loss'])).toEqual([[2.5]]);
  appendFileSync(path, '1.5\n');
  expect(read(path, ['loss'])).toEqual([[2.5], [1.5]]);
  expect(read(path, ['iteration'])).toEqual([[1], [2]]);
});

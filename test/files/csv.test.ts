import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CsvFile, csvText, lastColumn, readCsv } from '../../src/files/csv.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('lastColumn reads every row of a file longer than its buffer', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const losses = Array.from({ length: 4000 }, (_, i) => 1 / (i + 1));
  writeFileSync(path, `iteration,loss\n${losses.map((loss, i) => `${i + 1},${loss}\n`).join('')}`);
  expect([...lastColumn(path)]).toEqual(losses);
});

test('CsvFile continues at the length to which it is truncated', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const file = CsvFile.create(path, ['iteration', 'loss']);
  file.write([1, 0.1]);
  const length = file.sync();
  file.write([2, 1e-7]);
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('iteration,loss\n1,0.1\n2,1e-7\n');
  expect(length).toBe('iteration,loss\n1,0.1\n'.length);
  expect(() => CsvFile.create(path, [])).toThrow('EEXIST');

  const again = CsvFile.reopen(path, length);
  expect(again.sync()).toBe(length);
  again.write(['ü', 3]);
  again.close();
  expect(readFileSync(path, 'utf8')).toBe('iteration,loss\n1,0.1\nü,3\n');
});

test('csvText quotes cells with a comma, a quote or a line break, and leaves missing values empty', () => {
  const rows = [
    ['a', 1, null, undefined],
    ['b,c', 'd"e"', 'f\ng', 'h\ri'],
  ];
  expect(csvText(rows)).toBe('a,1,,\n"b,c","d""e""","f\ng","h\ri"\n');
});

test('readCsv reads columns by their names, from complete rows of numbers', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'iteration,note,loss \r\n1,x, 0.5 \r\n2,y\n3,z, \n4,,Infinity\n5,,0\n');
  expect(readCsv(path, ['loss', 'iteration'])).toEqual([
    [0.5, 1],
    [0, 5],
  ]);
  expect(readCsv(path, ['note'])).toEqual([]); // of words and missing numbers
  writeFileSync(join(folder, 'c.csv'), 'iteration,loss\n1,0.5\n');
  expect(readCsv(join(folder, 'c.csv'), ['loss'])).toEqual([[0.5]]);
  expect(readCsv(path, ['loss', 'accuracy'])).toEqual([]);
  expect(readCsv(join(folder, 'none.csv'), ['loss'])).toEqual([]);
  mkdirSync(join(folder, 'b.csv'));
  expect(() => readCsv(join(folder, 'b.csv'), ['loss'])).toThrow(
    expect.objectContaining({ code: 'USAGE', message: `${join(folder, 'b.csv')}: is a folder` }),
  );
});

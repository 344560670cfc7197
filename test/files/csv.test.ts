import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { CsvFile, csvText, lastColumn, readCsv } from '../../src/files/csv.js';
import { Philox } from '../../src/random/philox.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

test('lastColumn reads every row of a file longer than its buffer', () => {
  const path = join(temporaryFolder(), 'loss.csv');
  const losses = Array.from({ length: 4000 }, (_, i) => 1 / (i + 1));
  writeFileSync(path, `iteration,loss\n${losses.map((loss, i) => `${i + 1},${loss}\n`).join('')}`);
  expect([...lastColumn(path)]).toEqual(losses);
});

describe('CsvFile', () => {
  test('has a header and rows that can be read while it is open, 0.1 s later', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const path = join(temporaryFolder(), 'loss.csv');
      const csv = CsvFile.create(path, ['iteration', 'loss']);
      const text = () => readFileSync(path, 'utf8');
      expect(text()).toBe('iteration,loss\n');
      csv.write([1, 2.5]);
      vi.advanceTimersByTime(99);
      csv.write([2, 'none']);
      expect(text()).toBe('iteration,loss\n');
      vi.advanceTimersByTime(1);
      csv.write([3, 1]);
      expect(text()).toBe('iteration,loss\n1,2.5\n2,none\n3,1\n');
      csv.write([4, 1]);
      expect(csv.sync()).toBe(text().length);
      csv.write([5, 1]);
      csv.close();
      expect(text()).toBe('iteration,loss\n1,2.5\n2,none\n3,1\n4,1\n5,1\n');
    } finally {
      vi.useRealTimers();
    }
  });

  test('writes the shortest digits that read back as the same number', () => {
    const path = join(temporaryFolder(), 'x.csv');
    const csv = CsvFile.create(path, ['x']);
    const random = new Philox(1, 0);
    const numbers = [
      0.1,
      1 / 3,
      1e21,
      1e-7,
      5e-324,
      2 ** 53,
      0.1 + 0.2,
      ...Array.from({ length: 200 }, () => random.normal()),
    ];
    for (const x of numbers) csv.write([x]);
    csv.close();
    const texts = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
    expect(texts.map(Number)).toEqual(numbers);
    expect(texts.slice(0, 3)).toEqual(['0.1', '0.3333333333333333', '1e+21']);
    for (const [i, text] of texts.entries()) {
      const digits = text
        .replace(/e.*$/, '')
        .replace(/[-.]/g, '')
        .replace(/^0+|0+$/g, '').length;
      // one digit fewer is another number
      if (digits > 1) expect(Number(numbers[i].toPrecision(digits - 1))).not.toBe(numbers[i]);
    }
  });

  test('does not overwrite a file', () => {
    const path = join(temporaryFolder(), 'loss.csv');
    writeFileSync(path, 'mine');
    expect(() => CsvFile.create(path, ['a'])).toThrow('EEXIST');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
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

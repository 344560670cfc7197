import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { curvesText } from '../../../src/cli/text/curves.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';

/** A run of 300 updates whose loss falls from 3 to 0 and whose accuracy rises from 0 to 0.9, both linearly, by default. */
function run(updates = 300, fall = 3, rise = 0.9): string {
  const folder = temporaryFolder();
  const losses = Array.from({ length: updates }, (_, i) => `${i + 1},1,${3 - (fall * i) / 299}\n`);
  writeFileSync(join(folder, 'loss.csv'), `iteration,epoch,loss\n${losses.join('')}`);
  const rows = Array.from({ length: 4 }, (_, i) => `${1 + 100 * i},1,0.5,${(rise / 3) * i}\n`);
  writeFileSync(join(folder, 'accuracy.csv'), `iteration,epoch,train_accuracy,test_accuracy\n${rows.join('')}`);
  return folder;
}

test('draws both curves side by side in 80 columns', () => {
  const [title, ...lines] = curvesText(run(), true).trimEnd().split('\n');
  expect(title).toMatch(/^ {2}loss {36,}test accuracy$/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[0]).toMatch(/^ +2\.95┤.*0\.900┤.*╭/); // the first of thirty means, the last accuracy
  expect(lines.at(-1)).toMatch(/^ +0\.05┤.*╰.* 0\.000┤/);
  const fallsAndRises = lines.join('').replace(/[^╮╯]/g, '');
  expect(new Set(fallsAndRises)).toEqual(new Set('╮╯'));
});

test('draws one below the other on a narrower terminal', () => {
  const lines = curvesText(run(), true, 'test', 40).trimEnd().split('\n');
  expect(lines.filter((line) => /^ {2}(?:loss|test accuracy)$/.test(line))).toHaveLength(2);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('draws in ASCII on a terminal without Unicode', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is all of ASCII
  expect(curvesText(run(), false)).toMatch(/^[\x00-\x7f]+$/);
});

test('draws nothing for a run that is too short or has no files', () => {
  expect(curvesText(run(20), true)).toBe('');
  expect(curvesText(temporaryFolder(), true)).toBe('');
});

test('draws a curve that does not change beside one that does', () => {
  const flat = { loss: curvesText(run(300, 0), true), accuracy: curvesText(run(300, 3, 0), true) };
  expect(flat.loss).toMatch(/^ +3\.00┤─+ +0\.900┤.*╭/m);
  expect(flat.loss).toMatch(/^ +0\.000┤/m);
  expect(flat.accuracy).toMatch(/^ +2\.95┤.* 0\.000┤─+$/m);
  expect(flat.accuracy).toMatch(/^ +0\.05┤[^┤]*$/m);
});

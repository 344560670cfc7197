import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRunCurves } from '../../src/report/run-curves.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function lossOf(folder: string, runs = 1) {
  const curves = readRunCurves(folder, 'a', runs);
  if (!curves) throw new Error('no curves');
  const { iterations, values, batches } = curves.loss;
  return {
    batches,
    iterations: [...new Int32Array(Uint8Array.from(Buffer.from(iterations, 'base64')).buffer)],
    values: [...new Float32Array(Uint8Array.from(Buffer.from(values, 'base64')).buffer)],
  };
}

test('reads the columns of both files', () => {
  const folder = folderWith({
    'loss.csv': 'iteration,epoch,loss\n1,1,2.5\n2,1,1.25\n',
    'accuracy.csv': 'iteration,epoch,train_accuracy,test_accuracy\n1,1,0.5,0.25\n',
  });
  expect(lossOf(folder)).toEqual({ batches: 1, iterations: [1, 2], values: [2.5, 1.25] });
  expect(readRunCurves(folder, 'a')?.accuracy).toEqual([{ iteration: 1, train: 0.5, test: 0.25 }]);
});

test('a folder without them has no curves', () => {
  expect(readRunCurves(temporaryFolder(), 'a')).toBeUndefined();
});

test('ignores an incomplete row, a damaged row and Windows line ends', () => {
  const folder = folderWith({ 'loss.csv': 'iteration,epoch,loss\r\n1,1,0.5\r\n2,1,x\r\n3,1,0.25\r\n4,1' });
  expect(lossOf(folder)).toEqual({ batches: 1, iterations: [1, 3], values: [0.5, 0.25] });
});

test('other files with these names have no curves', () => {
  expect(readRunCurves(folderWith({ 'loss.csv': 'a,b\n1,2\n' }), 'a')).toBeUndefined();
});

test('a long run is averaged to fewer points, fewer still with several runs', () => {
  const rows = Array.from({ length: 25_000 }, (_, i) => `${i + 1},1,${i % 2}`);
  const folder = folderWith({ 'loss.csv': `iteration,epoch,loss\n${rows.join('\n')}\n` });
  const alone = lossOf(folder);
  expect([alone.batches, alone.values.length]).toEqual([2, 12_500]);
  expect(alone.values.every((value) => value === 0.5)).toBe(true);
  expect(alone.iterations.slice(-1)).toEqual([25_000]);
  expect(lossOf(folder, 4).batches).toBe(5);
});

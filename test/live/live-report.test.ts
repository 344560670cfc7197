import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zeros } from '../../src/array.js';
import { resolveConfig } from '../../src/index.js';
import { prepareReports } from '../../src/live/live-report.js';
import { takeSnapshot } from '../../src/live/snapshot.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

test('a report of a run that has just begun shows its first snapshot, and the last one how the run ended', async () => {
  const dir = temporaryFolder();
  writeFiles(join(dir, 'data'), tinyDataset().idx, '');
  const config = resolveConfig({ dataset: 'custom', data: { dir: join(dir, 'data') }, hidden: [] });
  const folder = join(dir, 'run');
  mkdirSync(folder);
  const dataset = { name: 'custom', rows: 28, columns: 28, classes: 10, hashes: {} };
  const report = await prepareReports(config, true);
  const { at, last } = report({ config, folder, dataset, iterations: 100, monitored: 'test' });
  const params = { W1: zeros([784, 10], 'float32'), b1: zeros([10], 'float32') };
  params.b1.set(3, 1);
  const snapshot = takeSnapshot(params, 5);
  const first = await at(snapshot, 1);
  expect(first.live).toEqual({ version: 1, status: 'running', done: 5, iterations: 100, images: 'test' });
  expect(first.metrics.count).toBe(10);
  expect(first.metrics.confusion.reduce((sum, row) => sum + row[3], 0)).toBe(10); // every image is taken for a 3

  for (const [status, shown] of [
    [undefined, 'stopped'],
    ['failed', 'failed'],
    ['interrupted', 'interrupted'],
  ]) {
    if (status !== undefined) writeFileSync(join(folder, 'run.json'), JSON.stringify({ status }));
    expect((await last(snapshot, 2)).live).toMatchObject({ version: 2, status: shown, done: 5 });
  }
});

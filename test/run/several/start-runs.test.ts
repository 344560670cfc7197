import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig, startRuns } from '../../../src/index.js';
import { type Order, runInProcess } from '../../../src/run/several/run-process.js';
import { childRunning } from '../../fixtures/child-process.js';
import { workplace } from '../../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const { folder, write, files } = workplace();
const data = { dir: join(folder, 'data') };
writeFiles(data.dir, tinyDataset({ rows: 6, columns: 5 }).idx, '');
const SETTINGS = { dataset: 'custom', hidden: [4], batchSize: 7, data, seeds: [1] };

test('runs started by the library need no signal; without probabilities they get no common report', async () => {
  const loss = 'mean-squared-error';
  const config = resolveConfig({
    ...SETTINGS,
    data: { ...data, mirrors: ['https://data.invalid/'] },
    loss,
    report: true,
    iterations: 2,
  });
  const notices: string[] = [];
  const observer = { notice: (text: string) => void notices.push(text), working() {} };
  const runs = await startRuns({ config, folder: join(folder, 'library') }, { threads: 1, observer });
  for await (const { run } of runs.records()) expect(run).toBe('seed-1');
  expect(files('library')).toEqual(['config.json', 'seed-1', 'seeds.csv']);
  expect(notices).toContain(
    'no report of all runs: nets trained with mean squared error have no probabilities to average',
  );
});

describe('one of several runs', () => {
  write('several/config.json', { ...SETTINGS, iterations: 10_000_000, evaluateEvery: 100 });

  function failure(order: Partial<Order>, accuracy = () => {}): Promise<unknown> {
    const whole = { name: 'seed-1', folder: join(folder, 'several'), data, threads: 1, command: [], ...order };
    return runInProcess(whole, { notice() {}, accuracy }, new AbortController().signal).catch((error) => error);
  }

  test.runIf(process.platform === 'linux')('is reported if its process is killed', async () => {
    let child: number | undefined;
    const kill = () => {
      if (child === undefined) process.kill((child = childRunning('one-run.js')), 'SIGKILL');
    };
    expect(await failure({}, kill)).toMatchObject({
      code: 'TRAINING_KILLED',
      message: 'seed-1: its process was ended by SIGKILL',
      hint: `mnist-train --resume ${join(folder, 'several')} continues the unfinished runs`,
    });
  });

  test('passes on the error and the bug of its process', async () => {
    const [unknown, bug] = await Promise.all([failure({ name: 'seed-2' }), failure({ name: 7 as never })]);
    const message = `seed-2: ${join(folder, 'several')}: its config.json has no run seed-2`;
    expect(unknown).toMatchObject({ code: 'USAGE', message });
    expect(String(bug)).toMatch(/^Error: 7: TypeError .*must be of type string.*\n +at /);
  });
});

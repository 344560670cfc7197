import { chmodSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Config, type Run, resolveConfig, startRun } from '../../src/index.js';
import { openLivePage } from '../../src/live/live-page.js';
import type { ReportData } from '../../src/report/report-data.js';
import { childRunning } from '../fixtures/child-process.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, runWarm, start, write } = workplace();
const inFolder = (path: string) => join(folder, path);
const SETTINGS = { dataset: 'custom', hidden: [4], batchSize: 8, iterations: 40, evaluateEvery: 10 };

beforeAll(() => writeFiles(inFolder('data/custom'), tinyDataset().idx, ''));

function config(changes: object = {}): Config {
  return resolveConfig({ ...SETTINGS, data: { dir: inFolder('data'), validation: 20 }, ...changes });
}

function results(path: string): string[] {
  return ['model.json', 'loss.csv', 'accuracy.csv'].map((name) => readFileSync(inFolder(`${path}/${name}`), 'utf8'));
}

/** Acts like an open page: asks for the next state again and again. Yields all states. */
async function* statesAt(address: string): AsyncGenerator<ReportData> {
  const html = await (await fetch(address)).text();
  let data: ReportData = JSON.parse(/id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
  yield data;
  while (data.live?.status === 'running') {
    data = (await (await fetch(`${address}state?after=${data.live.version}`)).json()) as ReportData;
    yield data;
  }
}

async function lastOf(states: AsyncGenerator<ReportData>): Promise<ReportData | undefined> {
  let last: ReportData | undefined;
  for await (last of states);
  return last;
}

/** Runs with a live page, and awaits `onAddress` after the second evaluation. */
async function watchedRun(
  path: string,
  onAddress: (address: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<Run> {
  const notices: string[] = [];
  const page = openLivePage(config(), { notice: (text) => notices.push(text) });
  const run: Run = await startRun(
    { config: config(), folder: inFolder(path) },
    { onParameters: (...moment) => page.show(...moment), signal },
  );
  page.follow(run);
  for await (const record of run.records()) {
    if (record.kind !== 'accuracy' || record.iteration !== 11) continue;
    await expect.poll(() => notices).toHaveLength(1);
    await onAddress(notices[0].replace(/^live page: /, ''));
  }
  page.end();
  return run;
}

describe('a run with a live page', () => {
  test('writes the same files as without, while browsers read, leave or hang', async () => {
    const plain = await startRun({ config: config(), folder: inFolder('plain') });
    for await (const _ of plain.records());
    let readers: Promise<ReportData | undefined>[] = [];
    let first: ReportData | undefined;
    let address = '';
    const run = await watchedRun('watched', async (given) => {
      address = given;
      const { hostname, port, pathname, host } = new URL(address);
      connect(Number(port), hostname)
        .on('error', () => undefined)
        .pause()
        .write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
      readers = Array.from({ length: 10 }, () => lastOf(statesAt(address)));
      for await (first of statesAt(address)) break;
    });
    expect(results('watched')).toEqual(results('plain'));
    expect(first?.live).toMatchObject({ status: 'running', iterations: 40, images: 'validation' });
    expect(first?.metrics.count).toBe(20);
    for (const last of await Promise.all(readers)) {
      expect(last).toBeDefined();
      expect(last?.live).toBeUndefined();
      expect(last?.metrics).toMatchObject({ count: 10, accuracy: run.outcome.testAccuracy });
      expect(last?.runs[0].accuracy.at(-1)).toMatchObject({
        iteration: 40,
        test: run.outcome.accuracy?.validationAccuracy,
      });
      expect(last?.health?.facts.iterations).toBe(40);
    }
    await expect.poll(() => fetch(address).catch(() => 'gone')).toBe('gone');
  });

  test('tells its page when it is interrupted', async () => {
    const controller = new AbortController();
    let last: Promise<ReportData | undefined> = Promise.resolve(undefined);
    const onAddress = async (address: string) => {
      const states = statesAt(address);
      await states.next();
      last = lastOf(states);
      controller.abort();
    };
    await watchedRun('left', onAddress, controller.signal);
    expect((await last)?.live).toMatchObject({ status: 'interrupted', done: 11, iterations: 40 });
  });
});

describe('a run whose page fails says so once, and continues', () => {
  /** A page, and what it says. */
  function opened(changes: object = {}) {
    const notices: string[] = [];
    const settings = config(changes);
    return { notices, settings, page: openLivePage(settings, { notice: (text) => notices.push(text) }) };
  }

  test.runIf(process.platform === 'linux')('after its process is killed', async () => {
    const { notices, page } = opened();
    await expect.poll(() => notices).toHaveLength(1);
    process.kill(childRunning('live-page.js'), 'SIGKILL');
    await expect.poll(() => notices).toHaveLength(2);
    expect(notices[1]).toBe('the live page has stopped, the run continues: its process was killed by SIGKILL');
    page.end();
  });

  test('after the images it shows were removed', async () => {
    const { notices, settings, page } = opened({ data: { dir: inFolder('gone') } });
    const dataset = { name: 'custom', rows: 28, columns: 28, classes: 10, hashes: {} };
    page.follow({ config: settings, folder: inFolder('nowhere'), dataset, iterations: 9, monitored: 'test' });
    await expect.poll(() => notices).toHaveLength(1);
    await fetch(notices[0].replace(/^live page: /, '')).catch(() => undefined);
    await expect.poll(() => notices).toHaveLength(2);
    const sentence = `t10k-images-idx3-ubyte is not in ${inFolder('gone')}, packed or unpacked`;
    expect(notices[1]).toBe(`the live page has stopped, the run continues: ${sentence}`);
  });
});

describe('mnist-train --live', () => {
  beforeAll(() =>
    write('long.json', { ...SETTINGS, iterations: 10_000_000, evaluateEvery: 10_000_000, data: { dir: 'data' } }),
  );

  test('prints the address of its page, and ends on Ctrl-C as it does without', async () => {
    const { child, ended, stderrHas } = start('mnist-train --config long.json --threads 1 --live');
    await stderrHas('live page: http://127.0.0.1:');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: expect.stringContaining('mnist-train --resume runs/long') });
  });

  test.runIf(process.platform === 'linux')('--open opens the page, or prints once that it cannot', async () => {
    write('bin/xdg-open', '#!/bin/sh\nprintf %s "$1" > opened\nexit 3\n');
    chmodSync(inFolder('bin/xdg-open'), 0o755);
    const env = { PATH: `${inFolder('bin')}:${process.env.PATH}` };
    const { child, ended, stderrHas } = start('mnist-train --config long.json --threads 1 --open', { env });
    await stderrHas('xdg-open ended with code 3');
    const opened = readFileSync(inFolder('opened'), 'utf8');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect([code, opened]).toEqual([130, /live page: (\S+)/.exec(stderr)?.[1]]);
    expect(stderr.match(/open http:\S+ yourself/g)).toHaveLength(1);
  });

  test.each([
    [{ seeds: [3, 4] }, '', '--live shows one run, and this config has 2 runs\n  hint: --seed 3 runs one of them'],
    [{ runs: [{}, { hidden: [5] }] }, '', '--live shows one run, and this config has 2 runs\n  hint: leave it out'],
    [{}, ' --quiet', '--live has no effect with --quiet, which hides the address of the page'],
  ])('%j%s is rejected, and nothing is written', async (changes, flags, sentence) => {
    write('refused.json', { ...SETTINGS, ...changes });
    const { code, stderr } = await runWarm(`mnist-train --config refused.json --live${flags} --output refused`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`mnist-train: USAGE: ${sentence}`)]);
    expect(() => results('refused')).toThrow('ENOENT');
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, planResume, planRun, resolveConfig, startRun } from '../../src/index.js';
import { checkpointFromJson, checkpointToJson } from '../../src/run/checkpoint.js';
import { lockFolder } from '../../src/run/lock.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, files, runWarm } = workplace();
const place = (path: string) => join(folder, path);
writeFiles(place('data'), tinyDataset({ rows: 6, columns: 5 }).idx, '');

const SETTINGS = { dataset: 'custom', hidden: [4], batchSize: 7, sampling: 'shuffle', epochs: 30, report: true };
const RESULTS = ['model.json', 'loss.csv', 'accuracy.csv'];

function config(changes: object = {}): Config {
  return resolveConfig({ ...SETTINGS, data: { dir: place('data') }, ...changes });
}

function results(path: string): string[] {
  return RESULTS.map((name) => readFileSync(place(`${path}/${name}`), 'utf8'));
}

describe('a run started by the library', () => {
  test('writes the same bytes as the command', async () => {
    write('net.json', SETTINGS);
    expect((await runWarm('mnist-train --config net.json --output command')).code).toBe(0);
    const plan = await planRun(place('net.json'), { data: { dir: place('data') } });
    const run = await startRun({ ...plan, folder: place('program') });
    const iterations: number[] = [];
    for await (const record of run.records()) if (record.kind === 'loss') iterations.push(record.iteration);
    expect(iterations).toEqual(Array.from({ length: run.iterations }, (_, i) => i + 1));
    expect(run.outcome).toMatchObject({ iterations: 270, accuracy: { iteration: 270 } });
    expect(results('program')).toEqual(results('command'));
    expect(files('program')).toEqual(files('command'));
  });

  test('saves the net if its loop is left, and resumes from its last checkpoint', async () => {
    const whole = await startRun({ config: config(), folder: place('whole') });
    for await (const _ of whole.records());
    const run = await startRun({ config: config({ output: { checkpointEvery: 50 } }), folder: place('left') });
    for await (const record of run.records()) if (record.kind === 'loss' && record.iteration === 123) break;
    expect(JSON.parse(readFileSync(place('left/run.json'), 'utf8'))).toMatchObject({ status: 'interrupted' });
    expect(files('left')).toContain('model.json');
    const plan = await planResume(place('left'));
    expect(plan.earlier?.checkpoint?.state.iteration).toBe(100);
    const resumed = await startRun(plan);
    for await (const _ of resumed.records());
    expect(results('left')).toEqual(results('whole'));
    expect(resumed.health).toEqual(whole.health);
  });

  test('ends at a checkpoint when its signal is aborted', async () => {
    const controller = new AbortController();
    const run = await startRun({ config: config(), folder: place('aborted') }, { signal: controller.signal });
    for await (const record of run.records()) {
      if (record.kind === 'loss' && record.iteration === 20) controller.abort();
    }
    expect(run.outcome.iterations).toBe(20);
    expect(files('aborted')).toContain('checkpoint-000020.json');
  });

  test('reports its total time after it is resumed', async () => {
    const controller = new AbortController();
    const run = await startRun({ config: config(), folder: place('timed') }, { signal: controller.signal, threads: 1 });
    for await (const record of run.records()) {
      if (record.kind === 'loss' && record.iteration === 20) controller.abort();
    }
    const path = place('timed/checkpoint-000020.json');
    const checkpoint = checkpointFromJson(readFileSync(path, 'utf8'), path);
    expect(checkpoint.seconds).toBeGreaterThanOrEqual(0);
    writeFileSync(path, checkpointToJson({ ...checkpoint, seconds: 4000 }));
    const resumed = await startRun(await planResume(place('timed')), { threads: 1 });
    for await (const _ of resumed.records());
    expect(resumed.seconds()).toBeGreaterThanOrEqual(4000);
    const facts = JSON.parse(readFileSync(place('timed/run.json'), 'utf8'));
    expect(facts).toMatchObject({ status: 'finished', resumedAfter: 20, earlierSeconds: 4000 });
    expect(facts.seconds).toBeGreaterThanOrEqual(4000);
  });

  test('reports a failure and unlocks the folder', async () => {
    const run = await startRun({
      config: config({ learningRate: 1000, init: { std: 10 }, weightDecay: 100 }),
      folder: place('wild'),
    });
    await expect(async () => {
      for await (const _ of run.records());
    }).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(JSON.parse(readFileSync(place('wild/run.json'), 'utf8'))).toMatchObject({ status: 'failed' });
    (await lockFolder(place('wild'))).release();
  });
});

describe('the lock of a folder', () => {
  test('is held during a run, and refuses a second run', async () => {
    const run = await startRun({ config: config(), folder: place('locked') });
    const records = run.records();
    await records.next();
    await expect(planResume(place('locked')).then(startRun)).rejects.toMatchObject({ code: 'RESUME_LOCKED' });
    const forced = startRun({ config: config(), folder: place('locked') }, { force: true });
    await expect(forced).rejects.toMatchObject({ code: 'RESUME_LOCKED' });
    await records.return();
    (await lockFolder(place('locked'))).release();
  });

  test('is released if a run cannot start', async () => {
    const run = await startRun({ config: config({ epochs: 1 }), folder: place('done') });
    for await (const _ of run.records());
    const before = results('done');
    const again = planResume(place('done')).then(startRun);
    await expect(again).rejects.toMatchObject({ code: 'RESUME_FINISHED' });
    expect(results('done')).toEqual(before);
    (await lockFolder(place('done'))).release();
  });

  test('belongs to the folder, whatever path leads to it', async () => {
    const lock = await lockFolder(place('data'));
    await expect(lockFolder(place('data/../data/'))).rejects.toThrow('another process is training in this folder');
    const other = await lockFolder(place('elsewhere'));
    lock.release();
    other.release();
  });
});

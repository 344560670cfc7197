import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, planResume, type RunRecord, resolveConfig, startRun } from '../../src/index.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, files, json, read, runWarm, write } = workplace();
const place = (path: string) => join(folder, path);
// 45 training and 15 held-out images; with random labels the best evaluation is not the last one
writeFiles(place('data'), tinyDataset({ rows: 6, columns: 5 }).idx, '');

const SETTINGS = {
  dataset: 'custom',
  data: { dir: place('data'), validation: 15 },
  hidden: [6],
  batchSize: 7,
  sampling: 'shuffle',
  optimizer: 'adam',
  learningRate: 0.01,
  iterations: 120,
  evaluateEvery: 10,
};

async function run(path: string, changes: object = {}, stopAfter = Number.POSITIVE_INFINITY) {
  const controller = new AbortController();
  const config: Config = resolveConfig({ ...SETTINGS, ...changes });
  const started = await startRun({ config, folder: place(path) }, { signal: controller.signal, threads: 1 });
  for await (const record of started.records()) if (isAt(record, stopAfter)) controller.abort();
  return started;
}

function isAt(record: RunRecord, iteration: number): boolean {
  return record.kind === 'loss' && record.iteration === iteration;
}

async function resume(path: string) {
  const resumed = await startRun(await planResume(place(path)), { threads: 1 });
  for await (const _ of resumed.records());
}

const results = (path: string) => ['model.json', 'loss.csv', 'accuracy.csv'].map((name) => read(`${path}/${name}`));

/** Iterations and held-out accuracies. */
function evaluations(path: string): { iteration: number; accuracy: number }[] {
  const [, ...rows] = read(`${path}/accuracy.csv`).trimEnd().split('\n');
  return rows.map((row) => row.split(',').map(Number)).map(([iteration, , , accuracy]) => ({ iteration, accuracy }));
}

function bestOf(path: string) {
  return evaluations(path).reduce((best, other) => (other.accuracy > best.accuracy ? other : best));
}

describe('keep: best', () => {
  test('saves the same as a run that ends at the best evaluation', async () => {
    await run('best', { keep: 'best' });
    const { iteration, accuracy } = bestOf('best');
    expect(iteration).toBeLessThan(120);
    const { training, sha256 } = json('best/model.json');
    expect(training).toMatchObject({ iterations: 120, accuracy: { iteration, validationAccuracy: accuracy } });
    await run('short', { iterations: iteration });
    const short = json('short/model.json') as { sha256: string; training: { testAccuracy: number } };
    expect(sha256).toBe(short.sha256);
    expect(training).toMatchObject({ testAccuracy: short.training.testAccuracy });
    await run('last', { keep: 'last' });
    expect(json('last/model.json').sha256).not.toBe(sha256);
  });
});

describe('patience', () => {
  test('ends a run that no longer improves, and reports it', async () => {
    const { outcome } = await run('early', { patience: 3 });
    const { iteration } = bestOf('early');
    const ended = evaluations('early').filter((other) => other.iteration > iteration);
    expect(ended).toHaveLength(3);
    const endedEarly = { patience: 3, bestIteration: iteration };
    expect(outcome).toMatchObject({ iterations: ended[2].iteration, endedEarly });
    expect(outcome.testAccuracy).toBeGreaterThanOrEqual(0);
    expect(json('early/run.json')).toMatchObject({ status: 'finished', endedEarly });
    expect(files('early')).toEqual(['accuracy.csv', 'config.json', 'loss.csv', 'model.json', 'run.json']);
    expect((await planResume(place('early'))).earlier).toMatchObject({ isFinished: true });
  });

  test('is reported by the command', async () => {
    write('told.json', { ...SETTINGS, patience: 2, keep: 'best' });
    const [text, document] = await Promise.all(
      ['', ' --json'].map((flag) => runWarm(`mnist-train --config told.json --quiet${flag}`)),
    );
    const { accuracy, endedEarly, interrupted, iterations } = JSON.parse(document.stdout);
    expect([accuracy.iteration, endedEarly.patience, interrupted]).toEqual([endedEarly.bestIteration, 2, false]);
    const [done, early, accuracies] = text.stdout.split('\n');
    expect(done).toContain(`${iterations} of 120 iterations on custom in `);
    expect(early).toBe(
      `ended early: 2 evaluations without improvement on held-out images since iteration ${accuracy.iteration}`,
    );
    expect(accuracies).toContain(` (after iteration ${accuracy.iteration})`);
    expect(text.stdout).not.toContain('resume:');
  });
});

test.each([
  ['keep: best', { keep: 'best' }],
  ['patience', { patience: 5 }],
  ['both, of a moving average', { keep: 'best', patience: 5, movingAverage: 0.9, sampling: 'replacement' }],
])('a run with %s that was interrupted ends with the same bytes', async (name, changes) => {
  const whole = name.replaceAll(/\W/g, '');
  const { outcome } = await run(whole, changes);
  for (const iteration of [1, 22, outcome.iterations - 1]) {
    const cut = `${whole}-${iteration}`;
    await run(cut, changes, iteration);
    expect(files(cut)).toContain(`checkpoint-${String(iteration).padStart(6, '0')}.json`);
    await resume(cut);
    expect(results(cut)).toEqual(results(whole));
  }
});

test.each([
  [{ keep: 'best' }, 'keep: "best" needs held-out images'],
  [{ patience: 2 }, 'patience: needs held-out images'],
])('%j is refused without held-out images', async (changes, says) => {
  write('refused.json', { ...SETTINGS, data: { dir: 'data' }, ...changes });
  const { code, stderr } = await runWarm('mnist-train --config refused.json');
  expect(code).toBe(2);
  expect(stderr).toContain(`${says}, "data.validation": the test images must not decide\n`);
  expect(stderr).toContain('\n  hint: write data: { validation: 5000 }\n');
  expect(files('runs/refused')).toEqual([]);
});

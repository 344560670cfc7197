import { readFileSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { greyPng } from '../../src/image/grey-png.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';

const { folder, write, read, json, files, start, runWarm } = workplace();
const DATA = 'dataset: strokes\ndata: { limit: { train: 600, test: 200 } }\n';
const STUDENT = `${DATA}hidden: [8]\niterations: 24\nlearningRate: 0.2\n`;
const TAUGHT = `${STUDENT}distill: { from: teachers, temperature: 3 }\n`;

beforeAll(async () => {
  write('teachers.yaml', `${DATA}seeds: [1, 2]\nhidden: [10]\niterations: 60\nlearningRate: 0.5\n`);
  await runWarm('mnist-train teachers.yaml --output teachers');
  write('upright.yaml', `${DATA}input: { view: deslant }\nhidden: [10]\niterations: 60\nlearningRate: 0.5\n`);
  await runWarm('mnist-train upright.yaml --output upright');
});

const results = (run: string) => ['model.json', 'loss.csv', 'accuracy.csv'].map((name) => read(`${run}/${name}`));

describe.each([
  ['plain batches', ''],
  ['distorted copies', 'augment: { rotation: 5, elastic: { alpha: 20, sigma: 5 } }\n'],
])('%s', (name, augment) => {
  const run = name.split(' ')[0];
  // one teacher sees what the student sees, the other one deslanted images
  const config = `${STUDENT}distill: [teachers/seed-1, upright]\nmovingAverage: 0.9\ndropout: 0.2\n${augment}`;

  test('a distilled run has the same bytes with any number of threads', async () => {
    write(`${run}.yaml`, config);
    for (const threads of [1, 2, 3]) {
      const { code } = await runWarm(`mnist-train ${run}.yaml --threads ${threads} --output ${run}-${threads} --quiet`);
      expect(code).toBe(0);
    }
    expect(results(`${run}-2`)).toEqual(results(`${run}-1`));
    expect(results(`${run}-3`)).toEqual(results(`${run}-1`));
  });
});

test('the config and run.json of a distilled run name its teachers, the model only their SHA-256', () => {
  const { distill } = json('plain-1/config.json') as { distill: { from: string[]; sha256: string[] } };
  const hashes = ['teachers/seed-1', 'upright'].map((path) => json(`${path}/model.json`).sha256);
  expect(distill).toEqual({ from: ['teachers/seed-1', 'upright'], temperature: 2, weight: 0.5, sha256: hashes });
  expect(json('plain-1/run.json').distilledFrom).toEqual(['teachers/seed-1', 'upright']);
  const { training } = json('plain-1/model.json') as { training: { config: { distill: object } } };
  expect(training.config.distill).toEqual({ temperature: 2, weight: 0.5, sha256: hashes });
});

test('teachers of weight 0 do not change the parameters', async () => {
  write('plain.yaml', STUDENT);
  write('unheard.yaml', `${STUDENT}distill: { from: teachers, weight: 0 }\n`);
  await runWarm('mnist-train plain.yaml --output untaught');
  await runWarm('mnist-train unheard.yaml --output unheard');
  const parameters = (run: string) => json(`${run}/model.json`).parameters;
  expect(parameters('unheard')).toEqual(parameters('untaught'));
  expect(read('unheard/loss.csv')).toBe(read('untaught/loss.csv'));
  const { stdout } = await runWarm('mnist-train compare unheard untaught');
  expect(stdout).toMatch(/\ndistill\.sha256 +\[[0-9a-f]{7}…,[0-9a-f]{7}…\] +–\n/);
});

describe('an interrupted distilled run', () => {
  const [first, second] = ['teachers/seed-1/model.json', 'teachers/seed-2/model.json'];
  const [kept, other] = ['kept.json', 'other.json'];
  const resumed = () => runWarm('mnist-train --resume stopped --threads 1 --quiet');

  beforeAll(async () => {
    write('long.yaml', `${TAUGHT.replace('iterations: 24', 'iterations: 900')}batchSize: 20\nevaluateEvery: 100\n`);
    const running = start('mnist-train long.yaml --output stopped --threads 2');
    await running.stderrHas('iteration   101');
    running.child.kill(process.platform === 'win32' ? 'SIGKILL' : 'SIGINT');
    await running.ended;
    write(kept, read(second));
    write(other, read('upright/model.json'));
  });

  test('is not resumed if a teacher is missing or replaced', async () => {
    rmSync(`${folder}/${second}`);
    const missing = await resumed();
    expect([missing.code, missing.stderr]).toEqual([
      5,
      expect.stringContaining(`distill.from: ${second}: no such file`),
    ]);
    write(second, read(other));
    const changed = await resumed();
    const [is, was] = [other, kept].map((path) => `${String(json(path).sha256).slice(0, 12)}…`);
    const sentence = `distill.from: the parameters of ${second} have SHA-256 ${is}, distill.sha256 has ${was}`;
    expect([changed.code, changed.stderr]).toEqual([2, expect.stringContaining(sentence)]);
    write(second, read(kept));
  });

  test('is resumed to the same bytes as an uninterrupted run', async () => {
    expect((await resumed()).code).toBe(0);
    await runWarm('mnist-train long.yaml --output whole --quiet');
    expect(results('stopped')).toEqual(results('whole'));
  });

  test('is rejected if its teachers and their hashes differ in number', async () => {
    write('fewer.json', {
      ...json('whole/config.json'),
      distill: { from: first, sha256: ['0'.repeat(64), '1'.repeat(64)] },
    });
    const { code, stderr } = await runWarm('mnist-train fewer.json');
    expect([code, stderr]).toEqual([2, expect.stringContaining('distill.from: names 1 model, distill.sha256 has 2')]);
  });
});

test('a distilled run with seeds equals a single run, and its report has the settings of distill', async () => {
  write('students.yaml', `${TAUGHT}report: true\n`);
  await runWarm('mnist-train students.yaml --seed 4 --output alone');
  write('seeds.yaml', `${TAUGHT}seeds: [4]\n`);
  expect((await runWarm('mnist-train seeds.yaml --output students')).code).toBe(0);
  expect(results('students/seed-4')).toEqual(results('alone'));
  expect(read('alone/report.html')).toContain('"distill":{"temperature":3');
});

test('gradcheck checks the gradient with teachers', async () => {
  write('checked.yaml', `${TAUGHT}batchSize: 20\nactivation: sigmoid\nlabelSmoothing: 0.1\n`);
  const { code, stdout } = await runWarm('mnist-train gradcheck --config checked.yaml --samples 10 --steps 5 --json');
  expect([code, JSON.parse(stdout).passed]).toEqual([0, true]);
});

test.each([
  ['distill: nowhere', 5, 'distill.from: nowhere: no such file'],
  ['distill: empty', 5, 'distill.from: empty: a folder without a model.json'],
  ['distill: squares', 2, 'distill.from: squares/model.json was trained with mean squared error'],
  ['distill: small', 2, 'distill.from: small/model.json has 64 inputs and 2 classes, strokes has 784 pixels and 10'],
  ['distill: teachers\ngradient: numerical', 2, '"incremental" does not support dropout, labelSmoothing and distill'],
])('%s ends with exit code %i', async (line, code, sentence) => {
  write('squares.yaml', `${DATA}hidden: [4]\niterations: 2\nloss: mean-squared-error\n`);
  if (files('squares').length === 0) await runWarm('mnist-train squares.yaml --output squares');
  write('small.yaml', 'dataset: folder\ndata: { dir: eights }\nhidden: [4]\nbatchSize: 2\niterations: 2\n');
  for (const half of ['train', 'test'])
    for (const k of [0, 1]) write(`eights/${half}/${k}/0.png`, greyPng(new Uint8Array(64), 8));
  if (files('small').length === 0) await runWarm('mnist-train small.yaml --output small');
  write('empty/nothing.txt', '');
  write('wrong.yaml', `${STUDENT}${line}\n`);
  const ended = await runWarm('mnist-train wrong.yaml');
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(sentence)]);
});

test('teachers and views that do not fit the images of a folder are rejected', async () => {
  const PAGE = 'dataset: folder\nhidden: [4]\nbatchSize: 2\niterations: 2\n';
  /** A dataset of four blank images, two of each class. */
  const pictures = (dir: string, classes: string, columns: number) => {
    const image = greyPng(new Uint8Array(64), columns);
    for (const half of ['train', 'test']) for (const name of classes) write(`${dir}/${half}/${name}/0.png`, image);
    return `${PAGE}data: { dir: ${dir} }\n`;
  };
  write('digits.yaml', `${pictures('digits', '01', 8)}input: { view: { width: 8 } }\n`);
  expect((await runWarm('mnist-train digits.yaml --output digits-net')).code).toBe(0);
  const cases = [
    [
      `${pictures('letters', 'ab', 8)}distill: digits-net`,
      'distill.from: digits-net/model.json has the classes 0, 1, folder has a, b',
    ],
    [
      `${pictures('narrow', '01', 4)}distill: digits-net`,
      'digits-net/model.json has a view that does not fit: width 8 is more than the 4 columns of the images',
    ],
    [
      `${pictures('digits', '01', 8)}input: { view: { width: 9 } }`,
      'input.view: width 9 is more than the 8 columns of the images',
    ],
  ];
  for (const [config, sentence] of cases) {
    write('wrong.yaml', config);
    const { code, stderr } = await runWarm('mnist-train wrong.yaml');
    expect([code, stderr.replaceAll('\\', '/')]).toEqual([2, expect.stringContaining(sentence)]);
  }
});

test.each(['--output step.npz', '--against right.npz'])('trace %s rejects a config with teachers', async (words) => {
  write('traced.yaml', TAUGHT);
  write('right.npz', readFileSync(`${PROJECT}/test/fixtures/trace/right.npz`));
  const { code, stderr } = await runWarm(`mnist-train trace --config traced.yaml ${words}`);
  expect(code).toBe(2);
  expect(stderr).toContain('distill: ');
});

test('an entry of runs with its own teachers stores their SHA-256', async () => {
  write('entries.yaml', `${STUDENT}runs: [{ distill: upright }, {}]\n`);
  const { code } = await runWarm('mnist-train entries.yaml --output entries --quiet');
  expect(code).toBe(0);
  const { distill } = json('entries/distill-upright/config.json') as { distill: { sha256: string[] } };
  expect(distill.sha256).toEqual([json('upright/model.json').sha256]);
  expect(json('entries/base/config.json')).not.toHaveProperty('distill');
});

import { beforeAll, expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';

const { write, json, runWarm } = workplace();

beforeAll(async () => {
  const net = 'dataset: strokes\ndata: { limit: { train: 300, test: 200 } }\nbatchSize: 20\nlearningRate: 0.5\n';
  write('seeds.yaml', `${net}seeds: [1, 2]\nhidden: [10]\niterations: 60\n`);
  write('poor.yaml', `${net}hidden: [4]\niterations: 1\n`);
  write('other.yaml', `${net.replace('200', '100')}hidden: [4]\niterations: 1\n`);
  for (const name of ['seeds', 'poor', 'other']) await runWarm(`mnist-train --config ${name}.yaml --output ${name}`);
  write('named.json', { ...json('poor/model.json'), classes: [...'abcdefghij'] });
});

test('mnist-eval takes the folder of a run for its model.json', async () => {
  const [folder, file] = [await runWarm('mnist-eval poor'), await runWarm('mnist-eval poor/model.json')];
  expect(folder.code).toBe(0);
  expect(folder).toEqual(file);
});

test('mnist-eval takes a folder of seeds as a committee', async () => {
  const [folder, files] = [
    await runWarm('mnist-eval seeds'),
    await runWarm('mnist-eval seeds/seed-1/model.json seeds/seed-2/model.json'),
  ];
  expect(folder.stdout).toMatch(/^a committee of 2: strokes, 200 test images\n/);
  expect(folder).toEqual(files);
});

test('--against names a committee by its first model', async () => {
  const { stdout } = await runWarm('mnist-eval poor --against seeds');
  expect(stdout.replaceAll('\\', '/')).toMatch(/^ {2}B: a committee of 2, seeds\/seed-1\/model\.json … +0\.\d{4}$/m);
});

test('--against shows in figures and words whether one model is better', async () => {
  const { code, stdout, stderr } = await runWarm('mnist-eval seeds/seed-1 --against poor');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^strokes, the same 200 test images\n {2}A: seeds.seed-1.model\.json +0\.\d{4}\n/);
  expect(stdout).toContain(
    '\nA is better.\nEqual models differ at least this much on fewer than 1 in 10,000 such test sets.\n',
  );
});

test('--against the same model shows no difference', async () => {
  const { stdout } = await runWarm('mnist-eval poor --against poor');
  expect(stdout).toContain('\nNo significant difference on 200 images: both get the same images right.\n');
  expect(stdout).toMatch(/^p {6}1\.0000 /m);
});

test('--against --json prints the figures, also for a committee', async () => {
  const { code, stdout } = await runWarm('mnist-eval poor --json --against seeds/seed-1 seeds/seed-2');
  expect(code).toBe(0);
  const { models, against, count, bothRight, onlyFirst, onlySecond, bothWrong, ...rest } = JSON.parse(stdout);
  expect([models.length, against.length, count]).toEqual([1, 2, 200]);
  expect(bothRight + onlyFirst + onlySecond + bothWrong).toBe(200);
  expect(rest.difference).toBe((onlyFirst - onlySecond) / 200);
  expect(rest.interval[1]).toBeLessThan(0);
  expect(rest.p).toBeLessThan(0.001);
  const alone = JSON.parse((await runWarm('mnist-eval poor --json')).stdout);
  expect(bothRight + onlyFirst).toBe(alone.correct);
});

test.each([
  ['poor --against other', 2, 'USAGE: other/model.json: has other test images than poor/model.json'],
  ['poor --against nowhere', 5, 'MODEL_READ: nowhere: no such file'],
  ['poor --against nowhere --data-dir none --offline', 5, 'MODEL_READ: nowhere: no such file'],
  ['poor --against poor --report x.html', 2, 'USAGE: --report has no effect with --against'],
  ['poor --run poor', 2, 'USAGE: --run has no effect without --report'],
  ['poor named.json', 2, 'USAGE: named.json: has other classes than poor/model.json'],
  ['poor --against poor --min-accuracy 1', 6, 'CHECK_ACCURACY'],
  ['.', 5, 'MODEL_READ: .: a folder without a model.json'],
])('mnist-eval %s ends with exit code %i', async (words, code, sentence) => {
  const ended = await runWarm(`mnist-eval ${words}`);
  expect([ended.code, ended.stderr.replaceAll('\\', '/')]).toEqual([code, expect.stringContaining(sentence)]);
});

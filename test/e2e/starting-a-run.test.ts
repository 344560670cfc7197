import { beforeAll, expect, test } from 'vitest';
import { packagedNames } from '../../src/config/packaged.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, runWarm, write, read, json, files } = workplace();
const FLAGS = '--dataset custom --iterations 2 --batch-size 10 --quiet';

beforeAll(() => {
  writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
});

test('without arguments, lists the configs that come with the program, and what they train', async () => {
  const { code, stdout, stderr } = await runWarm('mnist-train');
  expect([code, stderr]).toEqual([0, '']);
  expect(packagedNames()).toEqual(expect.arrayContaining(['book-ch04', 'book-ch05', 'quickstart', 'record']));
  for (const name of packagedNames()) expect(stdout).toMatch(new RegExp(`^ {2}${name} +[A-Z].+[^:.]$`, 'm'));
  expect(stdout).toMatch(/mnist-train quickstart +needs no network/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test.each([
  ['softmax-regression', 'softmax-regression', []],
  ['--config book-ch05', 'book-ch05', [50]],
])('trains a config that comes with the program by its name: %s', async (words, name, hidden) => {
  expect(await runWarm(`mnist-train ${words} ${FLAGS}`)).toMatchObject({ code: 0 });
  expect(json(`runs/${name}/config.json`)).toMatchObject({ dataset: 'custom', hidden });
});

test('trains a file without --config', async () => {
  write('my.yaml', 'hidden: [7]\n');
  expect(await runWarm(`mnist-train my.yaml ${FLAGS}`)).toMatchObject({ code: 0 });
  expect(json('runs/my/config.json')).toMatchObject({ hidden: [7] });
});

test('prefers the program’s config to a file of the same name, which can be given with its path', async () => {
  write('softmax-regression', 'hidden: [3]\n');
  expect(await runWarm(`mnist-train ./softmax-regression ${FLAGS}`)).toMatchObject({ code: 0 });
  expect(await runWarm(`mnist-train softmax-regression ${FLAGS} --force`)).toMatchObject({ code: 0 });
  expect(json('runs/softmax-regression-2/config.json')).toMatchObject({ hidden: [3] });
  expect(json('runs/softmax-regression/config.json')).toMatchObject({ hidden: [] });
});

test('trains from flags without a config, to a folder named after the dataset', async () => {
  expect(await runWarm(`mnist-train ${FLAGS} --hidden 9`)).toMatchObject({ code: 0 });
  expect(json('runs/custom/config.json')).toMatchObject({ hidden: [9], activation: 'relu', learningRate: 0.1 });
});

test.each([
  ['quikstart', 'unknown command or config "quikstart"\n  hint: did you mean quickstart?'],
  ['surprise', 'unknown command or config "surprise"\n  hint: configs: book-ch04, '],
  ['constructor', 'unknown command or config "constructor"\n  hint: configs: book-ch04, '],
  ['quickstart --output -h', '--output <dir>: the value is missing before -h\n  hint: give a value; a file'],
  ['evaluate runs', 'unknown command or config "evaluate"\n  hint: did you mean mnist-eval?'],
  [
    'train quickstart',
    'unknown command or config "train"\n  hint: did you mean mnist-train CONFIG, without a command?',
  ],
  ['quickstart --output --force', '--output <dir>: the value is missing before --force\n  hint: give a value; a file'],
  ['my.yaml quickstart', 'quickstart: expected only one config\n  hint: leave out all but my.yaml'],
  ['my.yaml --config quickstart', 'my.yaml: expected only one config\n  hint: leave out all but quickstart'],
  ['--quiet', 'a config is needed: mnist-train CONFIG\n  hint: mnist-train quickstart needs no file'],
])('refuses %s', async (words, message) => {
  const before = files('runs');
  const { code, stderr } = await runWarm(`mnist-train ${words}`);
  expect([code, stderr.startsWith(`mnist-train: USAGE: ${message}`)], stderr).toEqual([2, true]);
  expect(files('runs')).toEqual(before);
});

test('init --offline writes a config that needs no network', async () => {
  expect(await runWarm('mnist-train init offline.yaml --offline')).toMatchObject({ code: 0 });
  expect(await runWarm('mnist-train offline.yaml --iterations 0')).toMatchObject({ code: 2 });
  write('few.yaml', read('offline.yaml').replace('# limit: 6000', 'limit: 600')); // drawing 70,000 digits takes long
  expect((await runWarm('mnist-train gradcheck --config few.yaml --samples 1 --steps 0')).stdout).toMatch(/strokes/);
});

import { beforeAll, expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';

const { write, run, runWarm } = workplace();

beforeAll(async () => {
  const augment = 'augment: { rotation: 5, elastic: { alpha: 20, sigma: 5 } }';
  write(
    'several.yaml',
    `dataset: strokes\ndata: { limit: { train: 1000, test: 300 } }\nseeds: [1, 2]\nhidden: [12]\niterations: 150\nlearningRate: 0.5\n${augment}\n`,
  );
  write('plain.yaml', 'dataset: strokes\ndata: { limit: { train: 200, test: 300 } }\nhidden: [4]\niterations: 5\n');
  await run('mnist-train --config several.yaml --output several');
  await runWarm('mnist-train --config plain.yaml --output plain');
});

const BOTH = 'several/seed-1/model.json several/seed-2/model.json';

test('several models are a committee', async () => {
  const { code, stdout } = await runWarm(`mnist-eval ${BOTH}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a committee of 2: strokes, 300 test images\n/);
  expect(stdout).toMatch(/several\/seed-2\/model\.json {2}0\.\d{4}/);
  expect(stdout).toMatch(/accuracy 0\.\d{4} {2}\(95 % interval/);
});

test('--json has every member and the whole, the same each time', async () => {
  const [first, second] = [
    await runWarm(`mnist-eval ${BOTH} --distort 3 --json`),
    await run(`mnist-eval ${BOTH} --distort 3 --json`),
  ];
  expect(first.stdout).toBe(second.stdout);
  const { models, distort, accuracy, count } = JSON.parse(first.stdout);
  expect(models.map(({ model }: { model: string }) => model)).toEqual(BOTH.split(' '));
  expect([distort, count]).toEqual([3, 300]);
  expect(accuracy).toBeGreaterThan(0.4);
});

test.each([
  [`${BOTH} --min-accuracy 1`, 6, 'CHECK_ACCURACY'],
  ['plain/model.json --distort 2', 2, '--distort: the model was not trained on distorted images'],
  [`${BOTH} --report x.html`, 2, '--report is for one model'],
  ['several/seed-1/model.json plain/model.json', 2, 'plain/model.json: was trained on other data'],
  [`${BOTH} --distort 0`, 2, '--distort: expected a whole number from 1 to 1000, got "0"'],
  ['plain/model.json nowhere/model.json', 5, 'nowhere/model.json'],
  [`${BOTH} --image x.png`, 2, '--image is for one model, got 2'],
])('mnist-eval %s ends with exit code %i', async (words, code, sentence) => {
  const ended = await runWarm(`mnist-eval ${words}`);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(sentence)]);
});

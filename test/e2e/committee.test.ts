import { beforeAll, describe, expect, test } from 'vitest';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { greyPng } from '../../src/image/grey-png.js';
import type { ReportData } from '../../src/report/report-data.js';
import { workplace } from '../fixtures/run-command.js';

const { write, read, files, run, runWarm } = workplace();
const PLAIN = 'dataset: strokes\ndata: { limit: { train: 200, test: 300 } }\nhidden: [4]\niterations: 5\n';

beforeAll(async () => {
  const augment = 'augment: { rotation: 5, elastic: { alpha: 20, sigma: 5 } }';
  write(
    'several.yaml',
    `dataset: strokes\ndata: { limit: { train: 1000, test: 300 } }\nseeds: [1, 2]\nhidden: [12]\niterations: 150\nlearningRate: 0.5\n${augment}\n`,
  );
  write('plain.yaml', PLAIN);
  await run('mnist-train --config several.yaml --output several');
  await runWarm('mnist-train --config plain.yaml --output plain');
});

const BOTH = 'several/seed-1/model.json several/seed-2/model.json';

test('several models form a committee', async () => {
  const { code, stdout } = await runWarm(`mnist-eval ${BOTH}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a committee of 2: strokes, 300 test images\n/);
  expect(stdout).toMatch(/several\/seed-2\/model\.json {2}0\.\d{4}/);
  expect(stdout).toMatch(/accuracy 0\.\d{4} {2}\(95 % interval/);
});

test('--json prints every member and the committee, the same each time', async () => {
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

test('--report has the results of --json, and the predictions of each member', async () => {
  const { stdout } = await runWarm('mnist-eval several --report page.html --json');
  const { models, report, ...result } = JSON.parse(stdout);
  const data: ReportData = JSON.parse(/id="report">(.*?)<\/script>/s.exec(read('page.html'))?.[1] ?? '');
  expect(report).toBe('page.html');
  expect(data.metrics).toEqual({
    ...data.metrics,
    ...Object.fromEntries(Object.entries(result).filter(([key]) => key in data.metrics)),
  });
  expect(data.committee?.members.map(({ name, accuracy }) => [name, accuracy])).toEqual(
    ['seed-1', 'seed-2'].map((name, i) => [name, models[i].accuracy]),
  );
  expect(data.model.name).toBe('several');
  expect(data.runs.map(({ name }) => name)).toEqual(['seed-1', 'seed-2']);
  expect(data.commands).toEqual([
    'mnist-train several/config.json --output several-again',
    'mnist-eval several --report page.html --json',
  ]);
});

test('a run of several seeds with `report: true` writes one page for all', async () => {
  write('paged.yaml', `${PLAIN}seeds: [1, 2]\nreport: true\n`);
  const { code, stdout } = await run('mnist-train --config paged.yaml --output paged');
  expect(code).toBe(0);
  expect(stdout).toContain('written: paged/{seeds.csv,report.html,config.json,seed-…/}');
  expect(files('paged')).toEqual(['config.json', 'report.html', 'seed-1', 'seed-2', 'seeds.csv']);
  expect(read('paged/report.html')).toContain('"committee":{"members":[{"name":"seed-1"');
});

describe('--images', () => {
  const [first, second] = BOTH.split(' ');

  test('lets a folder of seeds predict as a committee', async () => {
    for (let n = 0; n < 8; n++) {
      const pixels = new Uint8Array(784);
      write(`drawn/${drawDigit(pixels, 0, 'test', n)}/${n}.png`, greyPng(pixels, 28));
    }
    const read = async (models: string) =>
      JSON.parse((await runWarm(`mnist-eval ${models} --images drawn --json`)).stdout);
    const [both, alone, twice] = await Promise.all([read('several'), read(first), read(`${first} ${first}`)]);
    expect([both.models, both.count, alone.model]).toEqual([[first, second], 8, first]);
    // a committee of a model and itself predicts the same as the model
    expect(twice.images).toEqual(
      alone.images.map((image: { probability: number }) => ({
        ...image,
        probability: expect.closeTo(image.probability, 6),
      })),
    );
    expect(both.images).not.toEqual(alone.images);
    const { stdout } = await runWarm('mnist-eval several --images drawn --csv drawn.csv');
    expect(stdout).toContain(`compared with the folder names: ${both.correct} right, ${8 - both.correct} wrong\n`);
  });

  test('rejects models that do not fit together', async () => {
    write('small.yaml', 'dataset: folder\ndata: { dir: eights }\nhidden: [4]\nbatchSize: 2\niterations: 5\n');
    for (const half of ['train', 'test'])
      for (const k of [0, 1]) write(`eights/${half}/${k}/0.png`, greyPng(new Uint8Array(64), 8));
    await runWarm('mnist-train small.yaml --output small');
    const { code, stderr } = await runWarm(`mnist-eval ${first} small --images drawn`);
    expect([code, stderr]).toEqual([5, expect.stringContaining('small/model.json: has 64 inputs and 2 classes, ')]);
  });
});

test.each([
  [`${BOTH} --min-accuracy 1`, 6, 'CHECK_ACCURACY'],
  ['plain/model.json --distort 2', 2, '--distort: the model was not trained on distorted images'],
  [
    `${BOTH} --distort 2 --report x.html`,
    2,
    '--report shows the original test images, so it does not work with --distort',
  ],
  [`${BOTH} --run several/seed-1`, 2, '--run has no effect without --report'],
  [`${BOTH} --report x.html --run nowhere`, 2, '--run nowhere: no loss.csv'],
  ['several/seed-1/model.json plain/model.json', 2, 'plain/model.json: was trained on other data'],
  [`${BOTH} --distort 0`, 2, '--distort: expected a whole number from 1 to 1000, got "0"'],
  ['plain/model.json nowhere/model.json', 5, 'nowhere/model.json'],
  [`${BOTH} --image x.png`, 2, '--image takes one model, got 2'],
])('mnist-eval %s ends with exit code %i', async (words, code, sentence) => {
  const ended = await runWarm(`mnist-eval ${words}`);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(sentence)]);
});

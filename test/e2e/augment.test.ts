import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { decodePng } from '../../src/image/png.js';
import { workplace } from '../fixtures/run-command.js';
import { fileOf, tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, runWarm, start, read, json, files, write } = workplace();

const AUGMENT = { elastic: { alpha: 36, sigma: 5 }, rotation: 7.5, shear: 7.5, scale: 0.1, shift: 1, fade: 0.5 };
const BASE = {
  dataset: 'custom',
  hidden: [8],
  batchSize: 9, // 60 images: the last of an epoch's seven batches has six
  sampling: 'shuffle',
  epochs: 150,
  evaluateEvery: 100,
  output: { checkpointEvery: 100 },
  augment: AUGMENT,
};

beforeAll(() => {
  writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
  write('a.json', BASE);
  write('plain.json', { ...BASE, augment: undefined, epochs: 1 });
  write('held-out.json', { ...BASE, data: { dir: 'data', validation: 60 } });
});

function results(path: string): Record<string, string> {
  return Object.fromEntries(['model.json', 'loss.csv', 'accuracy.csv'].map((name) => [name, read(`${path}/${name}`)]));
}

test.skipIf(process.platform === 'win32')(
  'a run on distorted copies gives the same bytes with any number of threads, killed, stopped and resumed',
  async () => {
    const whole = await Promise.all(
      [1, 3].map((threads) => runWarm(`mnist-train --config a.json --output w${threads} --threads ${threads} --quiet`)),
    );
    expect(whole.map(({ code }) => code)).toEqual([0, 0]);
    expect(results('w3')).toEqual(results('w1'));

    const first = start('mnist-train --config a.json --output cut --threads 2');
    await first.stderrHas('iteration   301');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start('mnist-train --resume cut --threads 1');
    await second.stderrHas('iteration   501');
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(143);
    expect((await runWarm('mnist-train --resume cut --threads 2')).code).toBe(0);
    expect(results('cut')).toEqual(results('w1'));
  },
);

test('config.json has the distortions of a run, if there are any', async () => {
  const [plain, distorted] = await Promise.all([
    runWarm('mnist-train --config plain.json --output plain --quiet'),
    runWarm('mnist-train --config a.json --epochs 1 --output distorted --quiet'),
  ]);
  expect([plain.code, distorted.code]).toEqual([0, 0]);
  expect(json('distorted/config.json').augment).toEqual(AUGMENT);
  expect(json('distorted/model.json').training).toMatchObject({ config: { augment: AUGMENT } });
  expect(read('plain/config.json') + read('plain/model.json')).not.toContain('augment');
});

test('preview draws an image of each class and its distorted copies', async () => {
  const { code, stdout, stderr } = await runWarm('mnist-train preview --config a.json --quiet');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    'written: preview.png\none training image of each class, and its distorted copies in epochs 1 to 12 with seed 0\n',
  );
  const path = join(folder, 'preview.png');
  const { width, height, data } = await decodePng(readFileSync(path), path);
  const labels = fileOf(tinyDataset().idx, 'train-labels-idx1-ubyte').subarray(8);
  const classes = new Set(labels).size;
  expect([width, height]).toEqual([2 + 13 * 86 + 10, 2 + classes * 86]);
  const grey = (x: number, y: number) => data[4 * (y * width + x)];
  const tile = (place: number) =>
    Array.from({ length: 784 }, (_, i) =>
      grey(2 + place * 86 + (place > 0 ? 10 : 0) + 3 * (i % 28) + 1, 2 + 3 * Math.floor(i / 28) + 1),
    );
  const number = labels.indexOf(Math.min(...labels));
  const images = fileOf(tinyDataset().idx, 'train-images-idx3-ubyte').subarray(16);
  expect(tile(0)).toEqual([...images.subarray(number * 784, (number + 1) * 784)]);
  expect(new Set(Array.from({ length: 13 }, (_, place) => tile(place).join())).size).toBe(13);

  const drawn = readFileSync(path);
  expect(await runWarm('mnist-train preview --config a.json')).toMatchObject({ code: 7 });
  write('preview.png', 'in the way');
  expect(await runWarm('mnist-train preview --config a.json --force --seed 0')).toMatchObject({ code: 0 });
  expect(readFileSync(path)).toEqual(drawn);
  expect(files('.').filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each([
  ['preview', 'a config is needed: mnist-train preview --config FILE'],
  ['preview --config plain.json', 'plain.json: has no "augment" and no "input.view", so there is nothing to show'],
  [
    'preview --config held-out.json --output held-out.png',
    'data.validation: 60 of 60 training images leave none to train on',
  ],
])('%s is refused', async (command, message) => {
  const { code, stderr } = await runWarm(`mnist-train ${command}`);
  expect([code, stderr.includes(message)]).toEqual([2, true]);
});

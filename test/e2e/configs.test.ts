import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';

const CONFIGS = join(PROJECT, 'configs');
const names = readdirSync(CONFIGS).filter((name) => name !== 'schema.json');
const { run, json, read, write } = workplace();

test('all packaged configs exist', () => {
  const wanted = ['book-ch04.yaml', 'book-ch05.yaml', 'book-ch05.json', 'numerical.yaml', 'quickstart.yaml'];
  expect(names).toEqual(expect.arrayContaining([...wanted, 'softmax-regression.yaml']));
});

describe.each(names)('%s', (name) => {
  const lines = readFileSync(join(CONFIGS, name), 'utf8').trimEnd().split('\n');

  // `distilled` needs nets, see below
  test.skipIf(name === 'distilled.yaml')('is valid', async () => {
    await loadConfig(join(CONFIGS, name));
  });

  test.skipIf(name === 'template.yaml')('is short enough to read at a glance', () => {
    expect(lines.length).toBeLessThanOrEqual(20);
  });

  test.skipIf(name.endsWith('.json'))('begins with a comment that says what to expect', () => {
    expect(lines[0]).toMatch(/^# \S.{20,}$/);
  });
});

test('the config of chapter 5 is the same in YAML and JSON', async () => {
  expect(await loadConfig(join(CONFIGS, 'book-ch05.json'))).toEqual(await loadConfig(join(CONFIGS, 'book-ch05.yaml')));
});

test('the configs of the book have the book’s settings', async () => {
  const book = {
    dataset: 'mnist',
    hidden: [50],
    init: { std: 0.01 },
    batchSize: 100,
    learningRate: 0.1,
    iterations: 10_000,
  };
  const chapters = { 'book-ch04.yaml': 'sigmoid', 'book-ch05.yaml': 'relu' };
  for (const [name, activation] of Object.entries(chapters)) {
    const config = await loadConfig(join(CONFIGS, name));
    expect(config).toMatchObject({ ...book, activation, sampling: 'replacement', gradient: 'backprop' });
  }
});

test('quickstart, shortened, works without a network', async () => {
  const config = readFileSync(join(CONFIGS, 'quickstart.yaml'), 'utf8');
  write('quickstart.yaml', `${config}\ndata: { limit: { train: 3000, test: 500 } }\n`); // drawing 70,000 digits takes long
  const ended = await run('mnist-train --config quickstart.yaml --iterations 100 --json', {
    env: { MNIST_TRAIN_OFFLINE: '1' },
  });
  expect(ended.code).toBe(0);
  const document = JSON.parse(ended.stdout);
  expect(document).toMatchObject({
    run: 'runs/quickstart',
    iterations: 100,
    config: json('runs/quickstart/config.json'),
  });
  expect(document.accuracy.testAccuracy).toBeGreaterThan(0.5);
  expect(read('runs/quickstart/loss.csv').split('\n')).toHaveLength(102);
});

test('distilled learns from the nets of committee, and says if they are missing', async () => {
  const small = { dataset: 'strokes', data: { limit: { train: 500, test: 100 } }, iterations: 2 };
  const few = readFileSync(join(CONFIGS, 'distilled.yaml'), 'utf8').replace(/^(dataset|epochs): .*\n/gm, '');
  write(
    'distilled.yaml',
    `${few}${Object.entries(small)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join('')}`,
  );
  const missing = await run('mnist-train distilled.yaml');
  expect(missing.code).toBe(5);
  expect(missing.stderr).toContain('MODEL_READ: runs/committee/view-deslant-seed-1/model.json: no such file');
  write('committee.json', {
    ...small,
    hidden: [8],
    seed: 1,
    runs: [{ name: 'view-deslant-seed-1' }, { name: 'wide', hidden: [9] }],
  });
  expect((await run('mnist-train committee.json')).code).toBe(0);
  const { distill, hidden } = JSON.parse((await run('mnist-train distilled.yaml --seed 1 --json')).stdout).config;
  expect({ hidden, teachers: distill.sha256.length }).toEqual({ hidden: [8], teachers: 2 });
});

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

  test('is valid', async () => {
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

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { resolveConfig } from '../../src/config/load.js';
import { DATASET_NAMES } from '../../src/dataset/catalogue.js';
import { namesIn } from '../../src/documents/choices.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { OPTIMIZERS } from '../../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../../src/training/schedule.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, run, runWarm, read, write } = workplace();

test('init writes a config that trains, and writes over nothing', async () => {
  const first = await runWarm('mnist-train init');
  expect(first).toEqual({
    code: 0,
    stdout: 'written: mnist.yaml\nnext:    mnist-train mnist.yaml\n',
    stderr: '',
  });
  const text = read('mnist.yaml');
  expect(resolveConfig(parse(text))).toMatchObject({ dataset: 'mnist', hidden: [50], epochs: 17 });
  for (const table of [DATASET_NAMES, ACTIVATION_NAMES, namesIn(OPTIMIZERS), namesIn(SCHEDULES)]) {
    expect(text).toContain(table.join(', '));
  }
  expect(text).not.toMatch(/<\w+>/);
  const again = await runWarm('mnist-train init');
  expect(again.code).toBe(7);
  expect(again.stderr).toBe(
    'mnist-train: OUTPUT: mnist.yaml: already exists\n  hint: name another file, or add --force\n',
  );
  expect((await runWarm('mnist-train init --force')).code).toBe(0);
  expect((await runWarm('mnist-train init nowhere/a.yaml')).stderr).toMatch(
    /^mnist-train: OUTPUT: nowhere\/a\.yaml: no such file/,
  );
});

test('the schema in configs is the one the program prints, and every config there names it', async () => {
  const { code, stdout } = await run('mnist-train schema');
  expect(code).toBe(0);
  const configs = join(PROJECT, 'configs');
  expect(stdout).toBe(readFileSync(join(configs, 'schema.json'), 'utf8'));
  const keys = Object.keys(JSON.parse(stdout).properties);
  expect(keys).toEqual(expect.arrayContaining(['hidden', 'optimizer', 'output', 'data', '$schema']));
  for (const name of readdirSync(configs)) {
    if (name !== 'schema.json') expect(readFileSync(join(configs, name), 'utf8')).toContain('./schema.json');
  }
});

describe('compare', () => {
  test('shows what differs and what came of it', async () => {
    writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
    write('a.json', { dataset: 'custom', hidden: [8], batchSize: 10, iterations: 7 });
    await runWarm('mnist-train --config a.json --quiet');
    await runWarm('mnist-train --config a.json --quiet --lr 0.2 --optimizer momentum --output runs/b --iterations 9');
    const { code, stdout, stderr } = await runWarm('mnist-train compare runs/a runs/b');
    expect([code, stderr]).toEqual([0, '']);
    const rows = new Map(stdout.split('\n').map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1)]));
    const settings = [...rows.keys()].slice(1, 5);
    expect(settings.sort()).toEqual(['iterations', 'learningRate', 'optimizer.momentum', 'optimizer.name']);
    expect(rows.get('learningRate')).toEqual(['0.1', '0.2']);
    expect(rows.get('optimizer.momentum')).toEqual(['–', '0.9']);
    expect(rows.get('status')).toEqual(['finished', 'finished']);
    const last = (path: string) => Number(read(`${path}/loss.csv`).trimEnd().split(',').at(-1)).toFixed(4);
    expect(rows.get('last loss')).toEqual([last('runs/a'), last('runs/b')]);

    const document = JSON.parse((await runWarm('mnist-train compare runs/b runs/a --json')).stdout);
    expect(document.map(({ run, iterations }: Record<string, unknown>) => [run, iterations])).toEqual([
      ['runs/b', 9],
      ['runs/a', 7],
    ]);
    expect((await runWarm('mnist-train compare runs/a runs/a')).stdout).toMatch(/the configs are equal\n$/);
  });

  test.each([
    ['data', 'USAGE: two runs are needed: mnist-train compare RUN RUN…'],
    ['data nowhere', 'USAGE: data: no run (there is no config.json)'],
  ])('%s', async (runs, says) => {
    const { code, stderr } = await runWarm(`mnist-train compare ${runs}`);
    expect([code, stderr.split('\n')[0]]).toEqual([2, `mnist-train: ${says}`]);
  });
});

describe('completion', () => {
  test.skipIf(process.platform === 'win32')('bash completes commands and their flags', async () => {
    const { stdout } = await runWarm('mnist-train completion bash');
    const complete = (...words: string[]) => {
      const script = `${stdout}COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _mnist_train; echo "\${COMPREPLY[*]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split(' ');
    };
    expect(complete('mnist-train', 'gr')).toEqual(['gradcheck']);
    expect(complete('mnist-train', '--res')).toEqual(['--resume']);
    expect(complete('mnist-train', 'fetch', '--dataset', 'str')).toEqual(['strokes']);
    expect(complete('mnist-train', 'gradcheck', '--s')).toEqual(['--seed', '--schedule', '--samples', '--steps']);
  });

  test('zsh and fish have a script, too, other shells a sentence', async () => {
    expect((await runWarm('mnist-train completion zsh')).stdout).toMatch(/^autoload -U \+X bashcompinit/);
    expect((await runWarm('mnist-train completion fish')).stdout).toContain("-a gradcheck -d 'verify back-propagation");
    expect((await runWarm('mnist-train completion fish')).stdout).toContain(`-x -a '${DATASET_NAMES.join(' ')}'`);
    const { code, stderr } = await runWarm('mnist-train completion tcsh');
    expect([code, stderr]).toEqual([2, 'mnist-train: USAGE: unknown shell "tcsh"\n  hint: one of bash, zsh, fish\n']);
  });
});

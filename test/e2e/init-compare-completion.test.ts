import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addTrainFlags } from '../../src/cli/program/flags.js';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { resolveConfig } from '../../src/config/load.js';
import { DATASET_NAMES } from '../../src/dataset/catalogue.js';
import { namesIn } from '../../src/documents/choices.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { OPTIMIZERS } from '../../src/training/optimizers/optimizers.js';
import { SCHEDULES } from '../../src/training/schedule.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, run, runWarm, read, write } = workplace();

test('init writes a config that trains, and overwrites no file', async () => {
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
    'mnist-train: OUTPUT: mnist.yaml: already exists\n  hint: name another file, or add --force to overwrite it\n',
  );
  expect((await runWarm('mnist-train init --force')).code).toBe(0);
  expect((await runWarm('mnist-train init .')).stderr).toMatch(/^mnist-train: OUTPUT: \.: is a folder\n {2}hint: /);
  for (const path of ['a.json', 'a.JSON', '-']) {
    expect(await runWarm(`mnist-train init ${path}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `mnist-train: USAGE: ${path}: init writes a YAML file\n  hint: name a .yaml file: mnist-train init my.yaml\n`,
    });
  }
  expect((await runWarm('mnist-train init nowhere/a.yaml')).stderr).toMatch(
    /^mnist-train: OUTPUT: nowhere\/a\.yaml: there is no folder nowhere/,
  );
});

test('configs/schema.json equals the output of mnist-train schema, and every config names it', async () => {
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

test.each([
  ['mnist-train help', 0, /^Usage: mnist-train /, /^$/],
  ['mnist-eval help', 0, /^Usage: mnist-eval /, /^$/],
  [
    'mnist-train help nope',
    2,
    /^$/,
    /^mnist-train: USAGE: unknown command "nope"\n {2}hint: mnist-train --help lists /,
  ],
])('%s', async (words, code, out, err) => {
  const ended = await runWarm(words);
  expect(ended).toEqual({ code, stdout: expect.stringMatching(out), stderr: expect.stringMatching(err) });
});

describe('compare', () => {
  test('shows the settings that differ, and the results', async () => {
    writeFiles(`${folder}/data/custom`, tinyDataset().idx, '');
    write('a.json', { dataset: 'custom', hidden: [8], batchSize: 10, iterations: 7 });
    await runWarm('mnist-train --config a.json --quiet');
    await runWarm('mnist-train --config a.json --quiet --lr 0.2 --optimizer momentum --output runs/b --iterations 9');
    const { code, stdout, stderr } = await runWarm('mnist-train compare runs/a runs/b');
    expect([code, stderr]).toEqual([0, '']);
    const [head] = stdout.split('\n');
    // the same order as in --json
    const document = JSON.parse((await runWarm('mnist-train compare runs/a runs/b --json')).stdout);
    expect(head.trim().split(/ +/)).toEqual(document.map(({ run }: { run: string }) => run));
    const rows = new Map(stdout.split('\n').map((line) => [line.split(/ {2,}/)[0], line.split(/ {2,}/).slice(1)]));
    const settings = [...rows.keys()].slice(1, 5);
    expect(settings.sort()).toEqual(['iterations', 'learningRate', 'optimizer.momentum', 'optimizer.name']);
    const inOrder = (a: string, b: string) => (document[0].run === 'runs/a' ? [a, b] : [b, a]);
    expect(rows.get('learningRate')).toEqual(inOrder('0.1', '0.2'));
    expect(rows.get('optimizer.momentum')).toEqual(inOrder('–', '0.9'));
    expect(rows.get('status')).toEqual(['finished', 'finished']);
    const last = (path: string) => Number(read(`${path}/loss.csv`).trimEnd().split(',').at(-1)).toFixed(4);
    expect(rows.get('last loss')).toEqual(inOrder(last('runs/a'), last('runs/b')));
    expect(rows.get('iterations done')).toEqual(inOrder('7', '9'));
    expect((await runWarm('mnist-train compare runs/a runs/a')).stdout).toMatch(/the configs are equal\n$/);
  });

  test('lists the runs in a folder of seeds, the most accurate first, and ignores data folders', async () => {
    const run = (path: string, test: number, config: object = {}) => {
      const base = { dataset: 'custom', hidden: [8, 4], data: { dir: `${path}/data` }, report: test > 0.6 };
      write(`${path}/config.json`, { ...base, ...config });
      write(`${path}/accuracy.csv`, `iteration,epoch,train_accuracy,test_accuracy\n1,1,0.5,${test}\n`);
    };
    write('many/seeds/config.json', { dataset: 'custom', seeds: [1, 2, 3, 4] });
    for (const [seed, test] of [0.7, 0.9, 0.8].entries()) run(`many/seeds/seed-${seed + 1}`, test, { seed: seed + 1 });
    run('many/none', 0.6, { hidden: [] });
    write('many/begun/config.json', { dataset: 'custom', hidden: [8, 4], seed: 7 });
    const { code, stdout } = await runWarm('mnist-train compare many/none many/begun many/seeds --csv');
    expect(code).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toBe(
      'run,seed,hidden,status,iterations_done,loss,train_accuracy,validation_accuracy,best_validation_accuracy,' +
        'test_accuracy,best_test_accuracy,seconds',
    );
    expect(rows).toEqual([
      'many/seeds/seed-2,2,"[8,4]",unfinished,0,,0.5,,,0.9,0.9,',
      'many/seeds/seed-3,3,"[8,4]",unfinished,0,,0.5,,,0.8,0.8,',
      'many/seeds/seed-1,1,"[8,4]",unfinished,0,,0.5,,,0.7,0.7,',
      'many/none,0,[],unfinished,0,,0.5,,,0.6,0.6,',
      'many/begun,7,"[8,4]",unfinished,0,,,,,,,',
    ]);
    // one row per run
    const text = (await runWarm('mnist-train compare many/none many/begun many/seeds')).stdout;
    expect(text.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual([
      ' seed',
      ...rows.map((row, i) => `${i + 1} ${row.split(',')[0]}`),
      '',
      'mean ± standard deviation seeds',
      'many/seeds 3',
      'many/none 1',
      '',
    ]);
    expect(text).toMatch(/many\/seeds +3 {2}0\.8000 ± 0\.1000\n/);
  });

  test.each<[string, (dir: string) => void, string]>([
    ['run.json is damaged', (dir) => write(`${dir}/run.json`, '{'), 'runs/torn/run.json: damaged: not valid JSON'],
    ['run.json is a folder', (dir) => write(`${dir}/run.json/x`, ''), 'runs/torn/run.json: is a folder'],
    ['loss.csv is a folder', (dir) => write(`${dir}/loss.csv/x`, ''), 'runs/torn/loss.csv: is a folder'],
  ])('reports that %s', async (_, tear, says) => {
    rmSync(join(folder, 'runs/torn'), { recursive: true, force: true });
    write('runs/torn/config.json', read('runs/a/config.json'));
    tear('runs/torn');
    const { code, stderr } = await runWarm('mnist-train compare runs/a runs/torn');
    expect([code, stderr]).toEqual([2, `mnist-train: USAGE: ${says}\n  hint: leave this run out, or train it again\n`]);
  });

  test.each([
    ['runs/a', 'USAGE: two runs are needed: mnist-train compare RUN RUN…'],
    ['data', 'USAGE: data: no run (there is no config.json)'],
  ])('%s', async (runs, says) => {
    const { code, stderr } = await runWarm(`mnist-train compare ${runs}`);
    expect([code, stderr.split('\n')[0]]).toEqual([2, `mnist-train: ${says}`]);
  });

  test.skipIf(process.platform === 'win32')('reports a link to itself', async () => {
    symlinkSync('loop', join(folder, 'loop'));
    const { code, stderr } = await runWarm('mnist-train compare runs/a loop');
    const hint = 'give the folder that a training run wrote, for example runs/book-ch05';
    expect([code, stderr]).toEqual([2, `mnist-train: USAGE: loop: symbolic links form a loop\n  hint: ${hint}\n`]);
  });
});

describe('completion', () => {
  test.skipIf(process.platform === 'win32')('completes commands, flags, values and files in bash', async () => {
    const scripts = await Promise.all(['mnist-train', 'mnist-eval'].map((name) => runWarm(`${name} completion bash`)));
    write('models/my-net.json', {});
    const complete = (...words: string[]) => {
      const typed = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      const show = `_${words[0].replace('-', '_')}; echo "\${COMPREPLY[*]}"`;
      const script = `${scripts.map(({ stdout }) => stdout).join('')}${typed}; ${show}`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
      expect(stderr).toBe('');
      return stdout.trim().split(/\s/);
    };
    expect(complete('mnist-train', 'gr')).toEqual(['gradcheck']);
    expect(complete('mnist-train', '--res')).toEqual(['--resume']);
    expect(complete('mnist-train', '--optimizer', '')).toEqual(Object.keys(OPTIMIZERS));
    expect(complete('mnist-train', '--config', 'book-ch05')).toEqual(['book-ch05']);
    expect(complete('mnist-train', '--config', 'models/')).toEqual(['models/my-net.json']);
    expect(complete('mnist-train', '--seed', '')).toEqual(['']);
    expect(complete('mnist-train', '--config', 'x.yaml', '--precision', 'float3')).toEqual(['float32']);
    expect(complete('mnist-train', 'fetch', '--dataset', 'str')).toEqual(['strokes']);
    expect(complete('mnist-train', 'compare', 'mod')).toEqual(['models']);
    expect(complete('mnist-train', 'completion', '')).toEqual(['bash', 'zsh', 'fish', '--help']);
    expect(complete('mnist-train', 'gradcheck', '--s')).toEqual(['--seed', '--samples', '--steps']);
    expect(complete('mnist-train', '--optimizer', '=')).toEqual(Object.keys(OPTIMIZERS));
    expect(complete('mnist-train', 'gradcheck', '--engine', '=', 'ref')).toEqual(['reference']);
    expect(complete('mnist-train', '--optimizer', '=', 'adam', '--prec')).toEqual(['--precision']);
    expect(complete('mnist-train', '--config=models/')).toEqual(['--config=models/my-net.json']);
    expect(complete('mnist-eval', 'models/my')).toEqual(['models/my-net.json']);
    expect(complete('mnist-eval', 'models/my-net.json', '--data-dir', 'mod')).toEqual(['models']);
    expect(complete('mnist-eval', 'models/my-net.json', '--min')).toEqual(['--min-accuracy']);
  });

  test('completes the values that the key of a flag allows', () => {
    const { properties } = configJsonSchema() as { properties: Record<string, { enum?: string[] }> };
    const program = addTrainFlags(new Command());
    for (const { long, argChoices } of program.options) {
      const values = properties[long?.slice(2) ?? '']?.enum;
      if (values) expect(argChoices, long).toEqual(values);
    }
  });

  test('shows descriptions in zsh and fish', async () => {
    const zsh = (await runWarm('mnist-train completion zsh')).stdout;
    expect(zsh).toMatch(/^#compdef mnist-train\n/);
    expect(zsh).toContain("'--resume:continue the run in this folder from its last checkpoint'");
    expect(zsh).toContain(`'fetch --dataset') items=(${DATASET_NAMES.map((name) => `'${name}'`).join(' ')}) ;;`);
    const fish = (await runWarm('mnist-eval completion fish')).stdout;
    const main = "complete -c mnist-eval -n 'not __fish_seen_subcommand_from completion help'";
    expect(fish).toContain(`\n${main} -l dataset -d 'name of the dataset' -r -a '${DATASET_NAMES.join(' ')}' -f\n`);
    expect(fish).toContain(`\n${main} -F\n`);
    const { code, stderr } = await runWarm('mnist-train completion tcsh');
    expect([code, stderr]).toEqual([
      2,
      'mnist-train: USAGE: unknown shell "tcsh"\n  hint: use one of bash, zsh, fish\n',
    ]);
  });
});

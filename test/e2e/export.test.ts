import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/export/formats.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, read, json, files, runWarm } = workplace();

const DATA = 'dataset: custom\ndata: { dir: tiny }\n';

beforeAll(async () => {
  writeFiles(join(folder, 'tiny'), tinyDataset({ test: 40 }).idx, '');
  write('pair/config.json', { seeds: [1, 2] });
  write('net.yaml', `${DATA}iterations: 40\nbatchSize: 20\nhidden: [12]\nactivation: sigmoid\nlearningRate: 1\n`);
  expect((await runWarm('mnist-train --config net.yaml --output net')).code).toBe(0);
});

const FACTS = '--activation sigmoid --scale 255';
const evaluation = async (words: string) => {
  const { code, stdout, stderr } = await runWarm(`mnist-eval ${words} --json`);
  expect([code, stderr]).toEqual([0, '']);
  const { model: _model, ...result } = JSON.parse(stdout);
  return result;
};

describe('mnist-train export', () => {
  test.each(FORMAT_NAMES)('writes %s, chosen by the extension or by --format', async (format) => {
    const { code, stdout, stderr } = await runWarm(`mnist-train export net --output a.${format}`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`written: a.${format}`);
    const ended = await runWarm(`mnist-train export net/model.json --output b-${format} --format ${format} --quiet`);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, `b-${format}`)).equals(readFileSync(join(folder, `a.${format}`)))).toBe(true);
  });

  test('prints the facts that a file of weights lacks, and the command that reads it', async () => {
    const { stdout } = await runWarm('mnist-train export net --output said.npz');
    expect(stdout).toContain('activation sigmoid, inputs are pixels / 255, softmax at the end');
    expect(stdout).toContain(`mnist-eval said.npz ${FACTS} --dataset custom`);
  });

  test('--json prints one document', async () => {
    const { stdout } = await runWarm('mnist-train export net --output json.mjs --json');
    expect(JSON.parse(stdout)).toEqual({
      model: 'net/model.json',
      format: 'mjs',
      output: ['json.mjs', 'json.d.mts'],
      precision: 'float32',
      architecture: { input: 784, hidden: [12], output: 10, activation: 'sigmoid' },
      sha256: json('net/model.json').sha256,
    });
    expect(read('json.d.mts')).toContain('export declare function predict(bytes: ArrayLike<number>): number[];');
  });

  test('--json names the precision of the file, which may be lower than that of the net', async () => {
    await runWarm('mnist-train --config net.yaml --iterations 1 --precision float64 --output double');
    for (const [ending, precision] of Object.entries({ onnx: 'float32', npz: 'float64' })) {
      const { stdout } = await runWarm(`mnist-train export double --output double.${ending} --json`);
      expect(JSON.parse(stdout)).toMatchObject({ format: ending, precision });
    }
  });

  test('overwrites nothing without --force, and writes either both files or none', async () => {
    write('there.mjs', 'mine');
    write('beside.d.mts', 'mine');
    for (const name of ['there', 'beside']) {
      const { code, stderr } = await runWarm(`mnist-train export net --output ${name}.mjs`);
      expect(code).toBe(7);
      expect(stderr).toMatch(/already exists\n {2}hint: name another file, or add --force to overwrite it\n$/);
    }
    expect([read('there.mjs'), read('beside.d.mts'), files('.').includes('beside.mjs')]).toEqual([
      'mine',
      'mine',
      false,
    ]);
    expect((await runWarm('mnist-train export net --output there.mjs --force')).code).toBe(0);
    expect(read('there.mjs')).toContain('export function predict');
  });

  test.each([
    ['net', 2, '--output is missing: mnist-train export MODEL --output FILE'],
    ['net --output net.bin', 2, 'net.bin: no format has this extension'],
    ['net --output net.gguf', 2, 'hint: use one of .npz, .pkl, .safetensors, .onnx, .mjs, or add --format NAME'],
    ['net --output no/folder/net.npz', 7, 'there is no folder no/folder'],
    ['net --output net.yaml/net.npz', 7, 'net.yaml/net.npz: is not a folder'],
    [
      'pair --output net.npz',
      2,
      'pair: has several models\n  hint: name one of them, for example pair/seed-1/model.json',
    ],
    ['nowhere --output net.onnx', 5, 'nowhere: no such file'],
    ['a.onnx --output net.npz', 5, 'a.onnx: ONNX files can be written but not read'],
    ['net --output net.npz --scale 255', 2, '--scale has no effect on net/model.json, which stores it'],
  ])('%s ends with exit code %i', async (words, code, sentence) => {
    const ended = await runWarm(`mnist-train export ${words}`);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr.replaceAll('\\', '/')).toContain(sentence);
  });
});

describe('an exported model', () => {
  test.each(['a.npz', 'a.pkl'])('%s is evaluated with the facts in flags', async (path) => {
    const data = '--dataset custom --data-dir tiny';
    expect(await evaluation(`${path} ${FACTS} ${data}`)).toEqual(await evaluation(`net/model.json ${data}`));
  });

  test('a.safetensors is evaluated without flags', async () => {
    expect(await evaluation('a.safetensors --data-dir tiny')).toEqual(
      await evaluation('net/model.json --data-dir tiny'),
    );
  });

  test('can be exported again', async () => {
    const { code } = await runWarm(`mnist-train export a.pkl ${FACTS} --output again.npz`);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'again.npz')).equals(readFileSync(join(folder, 'a.npz')))).toBe(true);
  });

  test('can be compared with a model.json', async () => {
    const { code, stdout } = await runWarm(
      `mnist-eval a.npz --against net ${FACTS} --dataset custom --data-dir tiny --json`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ onlyFirst: 0, onlySecond: 0 });
  });

  test.each([
    ['a.npz', 2, 'a.npz: does not say its activation and its scale'],
    ['a.npz --activation sigmoid', 2, 'a.npz: does not say its scale'],
    ['a.npz --activation sigmoid --scale zero', 2, '--scale: expected a number from'],
    ['net --activation sigmoid', 2, '--activation has no effect on net/model.json'],
    ['a.safetensors --activation relu', 5, 'a.safetensors: its activation is sigmoid, not relu'],
    ['bad.pkl --activation relu --scale 1', 5, 'bad.pkl: refers to "os.system", which is not allowed; nothing was'],
  ])('mnist-eval %s ends with exit code %i', async (words, code, sentence) => {
    write('bad.pkl', "cos\nsystem\n(S'touch executed'\ntR.");
    const ended = await runWarm(`mnist-eval ${words}`);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(sentence);
    expect(files('.')).not.toContain('executed');
  });
});

describe('init.from', () => {
  const start = (init: string, rest = '') =>
    write('from.yaml', `${DATA}batchSize: 20\niterations: 1\ninit: ${init}\n${rest}`);

  test('starts with the weights of a pickle, and the config it writes repeats the run', async () => {
    start('{ from: a.pkl, scale: 255 }', 'activation: sigmoid\n');
    expect((await runWarm('mnist-train --config from.yaml --output from')).code).toBe(0);
    const { init, hidden, activation } = json('from/config.json');
    expect({ init, hidden, activation }).toEqual({
      init: { rng: 'philox', from: 'a.pkl', scale: 255, sha256: json('net/model.json').sha256 },
      hidden: [12],
      activation: 'sigmoid',
    });
    expect((await runWarm('mnist-train --config from/config.json --output again')).code).toBe(0);
    expect(read('again/model.json')).toBe(read('from/model.json'));
  });

  test('starts from safetensors as it does from model.json', async () => {
    start('{ from: a.safetensors }');
    expect((await runWarm('mnist-train --config from.yaml --output same')).code).toBe(0);
    start('{ from: net/model.json }');
    expect((await runWarm('mnist-train --config from.yaml --output model')).code).toBe(0);
    expect(read('same/loss.csv')).toBe(read('model/loss.csv'));
  });

  test.each([
    ['{ from: a.npz }', '', 'a.npz: does not say its activation and its scale'],
    ['{ from: a.npz }', 'activation: sigmoid\n', 'a.npz: does not say its scale'],
    ['{ scale: 255 }', '', 'init.scale: needs "from", which is missing'],
    [
      '{ from: net/model.json, scale: 255 }',
      '',
      'init.scale: has no effect on a model.json, which stores its own scale',
    ],
    [
      '{ from: net/model.json }',
      'hidden: []\n',
      'net/model.json is a net of 784-12-10 with sigmoid, this config asks for 784-10\n',
    ],
    ['{ from: a.npz, scale: -1 }', 'activation: sigmoid\n', 'scale'],
  ])('refuses %s %s', async (init, rest, sentence) => {
    start(init, rest);
    const ended = await runWarm('mnist-train --config from.yaml --output wrong');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(sentence);
  });
});

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FileArray } from '../../src/export/file-array.js';
import { npzArrays, npzBytes } from '../../src/export/npz.js';
import { numpy, withoutNumpy } from '../fixtures/numpy.js';
import { PROJECT, workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, write, files, runWarm } = workplace();

const NET = { dataset: 'custom', hidden: [6], init: { std: 0.5 }, batchSize: 20, iterations: 10 };
const CONFIGS: Record<string, object> = {
  plain: NET,
  deep: { ...NET, hidden: [6, 5], activation: 'tanh', sampling: 'shuffle', optimizer: 'adam' },
  decaying: { ...NET, activation: 'elu', weightDecay: 0.1, loss: 'mean-squared-error', schedule: 'cosine' },
  none: { ...NET, hidden: [], optimizer: { name: 'momentum', momentum: 0.5 } },
  distorted: { ...NET, init: { rng: 'numpy', std: 0.5 }, augment: { rotation: 10 } },
};

const arraysOf = (file: string) => npzArrays(readFileSync(join(folder, file)));
const numbers = (file: string, name: string) => Array.from(arraysOf(file).get(name)?.data ?? []);

beforeAll(() => {
  writeFiles(`${folder}/data`, tinyDataset({ rows: 8, columns: 8 }).idx, '');
  for (const [name, config] of Object.entries(CONFIGS)) write(`${name}.json`, config);
  for (const name of ['right', 'chapter-4', 'no-batch-mean', 'db-averaged', 'not-copied']) {
    copyFileSync(join(PROJECT, `test/fixtures/trace/${name}.npz`), join(folder, `${name}.npz`));
  }
});

describe.each(Object.keys(CONFIGS))('steps of the config "%s"', (name) => {
  test('begin with the parameters of the step before, and agree with independent formulas', async () => {
    for (const step of [3, 4]) {
      const ended = await runWarm(
        `mnist-train trace --config ${name}.json --step ${step} --output ${name}-${step}.npz`,
      );
      expect([ended.code, ended.stderr]).toEqual([0, '']);
    }
    const arrays = arraysOf(`${name}-3.npz`);
    const parameters = [...arrays.keys()].filter((key) => /^[Wb]\d$/.test(key));
    for (const key of parameters) {
      expect(numbers(`${name}-4.npz`, key)).toEqual(numbers(`${name}-3.npz`, `${key}_after`));
      const [backprop, numerical] = [`d${key}`, `d${key}_numerical`].map((each) => numbers(`${name}-3.npz`, each));
      const most = Math.max(...backprop.map(Math.abs));
      for (const [i, value] of backprop.entries()) expect(Math.abs(value - numerical[i])).toBeLessThan(1e-3 * most);
    }
    const against = `mnist-train trace --config ${name}.json --step 3 --against ${name}-3.npz --json`;
    const { code, stdout } = await runWarm(against);
    const report = JSON.parse(stdout);
    expect([code, report.passed, report.notes, report.arrays.length]).toEqual([0, true, [], arrays.size]);
    expect(new Set(report.arrays.map(({ verdict }: { verdict: string }) => verdict))).toEqual(new Set(['same']));
  });
});

test('a step is float64 by default, float32 with --precision, and the output says which', async () => {
  const { stdout } = await runWarm('mnist-train trace --config plain.json --output a.npz');
  const lines = stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual(['written: a.npz', 'step 1 of 64-6-10 relu on 20 images of custom, float64:']);
  expect(lines[2].trim()).toBe([...arraysOf('a.npz').keys()].join(' '));
  const single = await runWarm('mnist-train trace --config plain.json --precision float32 --output b.npz --json');
  expect(JSON.parse(single.stdout)).toMatchObject({ written: 'b.npz', precision: 'float32', images: 20 });
  const types = ['W1', 'dW1', 'dW1_numerical', 't'].map((name) => arraysOf('b.npz').get(name)?.dtype);
  expect(types).toEqual(['float32', 'float32', 'float64', 'int64']);
});

test.skipIf(withoutNumpy())('NumPy opens a step and gets the same a1 and dW1 by its own formulas', async () => {
  await runWarm('mnist-train trace --config plain.json --output c.npz');
  const program = `s = np.load(sys.argv[1])
a1 = np.dot(s['x'], s['W1']) + s['b1']
dW1 = np.dot(s['x'].T, np.dot(s['dy'], s['W2'].T) * (a1 > 0))
print(json.dumps([abs(a1 - s['a1']).max(), abs(dW1 - s['dW1']).max(), list(s['y'].shape), float(s['loss'])]))`;
  const [a1, dW1, shape, loss] = numpy(program, join(folder, 'c.npz')) as [number, number, number[], number];
  expect(Math.max(a1, dW1)).toBeLessThan(1e-14);
  expect([shape, [loss]]).toEqual([[20, 10], numbers('c.npz', 'loss')]);
});

describe('a step computed by NumPy', () => {
  test.each([
    ['right', 'relu'],
    ['chapter-4', 'sigmoid'],
  ])('%s has no difference', async (name, activation) => {
    const { code, stdout, stderr } = await runWarm(`mnist-train trace --against ${name}.npz`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${name}.npz against 6-4-3 ${activation}, 9 images`);
    expect(stdout).toMatch(/\nNO DIFFERENCE: your step equals ours\.\n$/);
  });

  test.each([
    ['no-batch-mean', 'the division by N is missing in dy', 'dy = (y - t) / N, with t one-hot'],
    ['db-averaged', 'db2 is averaged over the batch, not summed: np.mean instead of np.sum', /^db = np\.sum/],
    ['not-copied', 'W1 is the parameter after the update: it was not copied before the update', /W1\.copy\(\)/],
  ])('%s is reported with a hint and exit code 6', async (name, says, hint) => {
    const { code, stdout, stderr } = await runWarm(`mnist-train trace --against ${name}.npz`);
    expect(code).toBe(6);
    expect(stdout).toContain(
      `DIFFERENT first in ${says.split(' ').find((word) => /^(dy|db2|W1)$/.test(word))}: ${says}.\n`,
    );
    const [message, helps] = stderr.split('\n');
    expect(message).toBe(`mnist-train: CHECK_TRACE: ${says}`);
    expect(helps.replace('  hint: ', '')).toMatch(hint);
  });
});

test("inputs of the user's own are marked, and need not be those of the config", async () => {
  await runWarm('mnist-train trace --config plain.json --output step.npz');
  const x = arraysOf('step.npz').get('x') as FileArray;
  const scaled = { ...x, data: Float64Array.from(x.data, (value) => 255 * value) };
  write('scaled.npz', npzBytes(new Map([...arraysOf('step.npz'), ['x', scaled]])));
  const { code, stdout } = await runWarm('mnist-train trace --config plain.json --against scaled.npz');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n {2}x .* your own\n/);
  expect(stdout).toContain('\nnote: x of the file is not that of the config; the rest is computed from the file\n');
  expect(stdout).toMatch(/\nno mistake: x is ours times 255\.\nNO DIFFERENCE: your step equals ours\.\n$/);
});

describe('a mistake in the command or the file prints one sentence', () => {
  test.each([
    ['trace', 2, 'give either --output FILE.npz, to write a step, or --against FILE.npz, to check yours'],
    ['trace --output z.npz', 2, 'a config is needed'],
    ['trace --config plain.json --step 11 --output z.npz', 2, '--step: 11 is after the end of the run, which has 10'],
    ['trace --config plain.json --step 0 --output z.npz', 2, '--step: expected a whole number from 1'],
    ['trace --config dropping.json --output z.npz', 2, 'dropout: trace does not support it'],
    ['trace --config smooth.json --against right.npz', 2, 'labelSmoothing: trace --against does not support it'],
    ['trace --config plain.json --output right.npz', 7, 'right.npz: already exists'],
    ['trace --against missing.npz', 5, 'missing.npz: no such file'],
    ['trace --against plain.json', 5, 'plain.json: not a complete zip file'],
    ['trace --against gradients.npz', 5, 'gradients.npz: W1, W2 … are missing or do not fit together'],
    ['trace --against no-labels.npz', 2, 'no-labels.npz: lacks t; computing them needs a config'],
  ])('%s', async (command, code, message) => {
    write('dropping.json', { ...NET, dropout: 0.5 });
    write('smooth.json', { ...NET, labelSmoothing: 0.1 });
    const right = [...arraysOf('right.npz')];
    write('gradients.npz', npzBytes(new Map(right.filter(([name]) => name.startsWith('d')))));
    write('no-labels.npz', npzBytes(new Map(right.filter(([name]) => name !== 't'))));
    const ended = await runWarm(`mnist-train ${command}`);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.split('\n')).toHaveLength(3);
    expect(files('.')).not.toContain('z.npz');
  });
});

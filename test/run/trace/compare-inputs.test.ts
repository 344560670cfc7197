import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../src/config/load.js';
import type { ConfigInput } from '../../../src/config/schema.js';
import type { FileArray, FileArrays } from '../../../src/export/file-array.js';
import { npzArrays, npzBytes } from '../../../src/export/npz.js';
import { SILENT } from '../../../src/run/observer.js';
import { type AgainstReport, traceAgainst } from '../../../src/run/trace/against.js';
import { writtenTrace } from '../../../src/run/trace/written-trace.js';
import { tinyDataset, writeFiles } from '../../fixtures/tiny-dataset.js';

const folder = mkdtempSync(join(tmpdir(), 'mnist-train-test-'));
writeFiles(folder, tinyDataset({ rows: 4, columns: 4 }).idx, '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NET: ConfigInput = {
  dataset: 'custom',
  data: { dir: folder },
  hidden: [6],
  activation: 'sigmoid',
  init: { std: 0.5 },
  batchSize: 7,
  iterations: 3,
  precision: 'float64',
};
const watch = { observer: SILENT };

/** The first step of the net, or a later one, with other settings. */
async function step(changes: ConfigInput = {}, number = 1): Promise<FileArrays> {
  return npzArrays((await writtenTrace(resolveConfig({ ...NET, ...changes }), number, watch)).bytes);
}

async function against(arrays: FileArrays, changes: ConfigInput = {}, step = 1): Promise<AgainstReport> {
  const path = join(folder, 'mine.npz');
  writeFileSync(path, npzBytes(arrays));
  return traceAgainst(
    path,
    resolveConfig({ ...NET, ...changes }),
    { step, hasConfig: true, hasActivation: false },
    watch,
  );
}

let ours: FileArrays;
beforeAll(async () => {
  ours = await step();
});

const only = (arrays: FileArrays, pattern: RegExp): FileArrays =>
  new Map([...arrays].filter(([name]) => pattern.test(name)));
const without = (arrays: FileArrays, ...names: string[]): FileArrays =>
  new Map([...arrays].filter(([name]) => !names.includes(name)));
const array = (name: string): FileArray => ours.get(name) as FileArray;
const changed = (name: string, f: (value: number, i: number) => number): FileArray => ({
  ...array(name),
  dtype: 'float64',
  data: Float64Array.from(array(name).data, f),
});

const marks = ({ arrays }: AgainstReport, verdict: string) =>
  arrays.filter((each) => each.verdict === verdict).map(({ name, explanation }) => [name, explanation?.says]);

test('a later step that is updated by numerical gradients agrees', async () => {
  const numerical: ConfigInput = { gradient: 'numerical', optimizer: 'momentum' };
  const report = await against(await step(numerical, 3), numerical, 3);
  expect(new Set(report.arrays.map(({ verdict }) => verdict))).toEqual(new Set(['same']));
});

describe('inputs that the file lacks are those of the config', () => {
  test.each<[string, () => FileArrays]>([
    ['gradients only', () => only(ours, /^d[Wb]\d$/)],
    ['no inputs', () => without(ours, 'x', 't', 'W1', 'b1', 'W2', 'b2')],
    ['no images', () => without(ours, 'x')],
  ])('%s', async (_, arrays) => {
    const report = await against(arrays());
    expect([report.passed, report.net, report.images, report.notes]).toEqual([true, '16-6-10 sigmoid', 7, []]);
  });
});

describe('a file with all inputs may have others than the config', () => {
  test('all else is computed from them', async () => {
    const report = await against(await step({ seed: 5 }));
    expect(marks(report, 'own').map(([name]) => name)).toEqual(['x', 't', 'W1', 'W2']);
    expect([report.passed, report.notes]).toEqual([
      true,
      ['x, t, W1, W2 of the file are not those of the config; the rest is computed from the file'],
    ]);
    expect(report.arrays[0].explanation?.hint).toMatch(/^with init: \{ rng: numpy \} and the seed of np\.random\.seed/);
  });

  test('also another number of images', async () => {
    const report = await against(await step({ batchSize: 5 }));
    expect([report.passed, report.images]).toEqual([true, 5]);
    expect(marks(report, 'own')).toEqual([
      ['x', 'x differs from that of the config'],
      ['t', 't differs from that of the config'],
    ]);
  });

  test('also another net', async () => {
    const report = await against(await step({ hidden: [4] }));
    expect([report.passed, report.net, report.notes]).toEqual([
      true,
      '16-4-10 sigmoid',
      ['the config has a net 16-6-10, the file 16-4-10: only the settings of the config are used'],
    ]);
  });

  test('pixels that are not divided by 255 are named', async () => {
    const x = changed('x', (value) => value * 255);
    const report = await against(new Map([...ours, ['x', x]]));
    expect([report.passed, marks(report, 'own')]).toEqual([true, [['x', 'x is ours times 255']]]);
  });
});

test('in a file without all inputs, others than those of the config differ', async () => {
  const W1 = changed('W1', (_, i) => Math.cos(i));
  const { first, notes } = await against(new Map([...only(ours, /^(x|t|b1|W2|dW2)$/), ['W1', W1]]));
  expect([first?.name, first?.explanation.says, notes]).toEqual([
    'W1',
    'W1 differs from that of the config',
    ['W1 of the file is not that of the config; save b2 too, to have the rest checked'],
  ]);
});

test.each(['float64', 'float32'] as const)('a parameter that was not copied before the update: %s', async (dtype) => {
  const after = array('W1_after');
  const W1 = dtype === 'float64' ? after : { ...after, dtype, data: Float32Array.from(after.data) };
  const report = await against(new Map([...ours, ['W1', W1]]));
  expect(report.first).toMatchObject({
    name: 'W1',
    explanation: {
      says: 'W1 is the parameter after the update: it was not copied before the update',
      hint: expect.stringContaining('W1.copy()'),
    },
  });
  expect(new Set(report.arrays.slice(3).map(({ verdict }) => verdict))).toEqual(new Set(['same']));
});

describe('a file that does not fit the config', () => {
  const mistakes: [string, (arrays: FileArrays) => FileArrays | Promise<FileArrays>, string][] = [
    [
      'another net without images',
      async () => without(await step({ hidden: [4] }), 'x'),
      'SHAPE: has a net 16-4-10, but the config has 16-6-10',
    ],
    [
      'b1 of another layer',
      (a) => new Map([...a, ['b1', array('b2')]]),
      'SHAPE: b1 is [10], which does not fit the other',
    ],
    ['other images', (a) => new Map([...a, ['x', array('W2')]]), 'SHAPE: x is [6,10], expected rows of 16 pixels'],
    [
      'fewer images and no labels',
      async () => without(await step({ batchSize: 5 }), 't'),
      'SHAPE: has 5 images in x and no t, but the batch of the config has 7 images',
    ],
    [
      'fewer labels and no images',
      async () => without(await step({ batchSize: 5 }), 'x'),
      'SHAPE: t is [5], expected [7] class numbers or [7, 10] one-hot rows',
    ],
    ['other names', () => new Map([['images', array('x')]]), 'KEY: contains no array of a trace, only images'],
  ];
  test.each(mistakes)('%s', async (_, change, says) => {
    const { code, message } = await against(await change(ours)).catch((error) => error);
    expect(`${code}: ${message.split('mine.npz: ')[1]}`).toContain(`MODEL_${says}`);
  });
});

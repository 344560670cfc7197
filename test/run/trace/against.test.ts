import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../src/config/load.js';
import type { FileArrays } from '../../../src/export/file-array.js';
import { npzBytes } from '../../../src/export/npz.js';
import { SILENT } from '../../../src/run/observer.js';
import { type AgainstReport, traceAgainst } from '../../../src/run/trace/against.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import { BROKEN, type Broken } from './broken-steps.js';
import { type Arrays, each, flip, inFile, type Rows, UserNet } from './user-net.js';

type Activation = 'relu' | 'sigmoid' | undefined;

async function against(arrays: FileArrays, activation?: Activation): Promise<AgainstReport> {
  const path = join(temporaryFolder(), 'mine.npz');
  writeFileSync(path, npzBytes(arrays));
  const config = resolveConfig({ loss: 'book', ...(activation && { activation }) }, {}, 'test');
  const options = { step: 1, hasConfig: false, hasActivation: activation !== undefined };
  return traceAgainst(path, config, options, { observer: SILENT });
}

function stepOf({
  activation = 'relu',
  wrong = {},
  saved = (arrays) => arrays,
}: Omit<Broken, 'name' | 'first' | 'id'>): Arrays {
  const net = new UserNet(activation);
  Object.assign(net, wrong);
  return saved(net.save(), net);
}

const verdicts = ({ arrays }: AgainstReport) => new Set(arrays.map(({ verdict }) => verdict));

describe('a correct step', () => {
  test.each(['relu', 'sigmoid'] as const)('agrees, and its activation is detected: %s', async (activation) => {
    const report = await against(inFile(stepOf({ activation })));
    expect([report.passed, report.first, report.net]).toEqual([true, null, `8-6-5 ${activation}`]);
    expect(report.arrays).toHaveLength(23);
    expect(verdicts(report)).toEqual(new Set(['same']));
  });

  const layouts: [string, (arrays: Arrays) => Arrays][] = [
    ['transposed as a whole', (a) => map(a, (value) => (isRows(value) ? flip(value) : value))],
    ['with (out, in) weights', (a) => map(a, (value, name) => (isRows(value) && /W/.test(name) ? flip(value) : value))],
    ['with flat samples', (a) => map(a, (value, name) => (isRows(value) && /^[az]/.test(name) ? value.flat() : value))],
    ['with biases as rows', (a) => map(a, (value, name) => (/^d?b/.test(name) ? [value as number[]] : value))],
    ['with class numbers', (a) => ({ ...a, t: new UserNet().labels })],
    ['with the names of chapter 4', (a) => ({ ...a, da1: a.dz1, dz1: a.da1 })],
    ['with pixels saved before they are scaled', (a) => ({ ...a, x: each(a.x as Rows, (v) => v * 255) })],
    ['with gradients only', ({ a1, z1, a2, y, dy, dz1, da1, ...rest }) => rest],
  ];
  test.each(layouts)('agrees %s', async (_, change) => {
    const { passed, first } = await against(inFile(change(stepOf({ activation: 'sigmoid' }))), 'sigmoid');
    expect([passed, first]).toEqual([true, null]);
  });

  test('agrees in float32', async () => {
    const { passed, arrays } = await against(inFile(stepOf({}), 'float32'), 'relu');
    expect([passed, arrays[0].dtype]).toEqual([true, 'float32']);
  });
});

describe.each([...BROKEN])('$name', ({ first, id, ...broken }) => {
  test(`is reported as ${id}, first in ${first}`, async () => {
    const report = await against(inFile(stepOf(broken)), broken.activation ?? 'relu');
    expect([report.passed, report.first?.name, report.first?.explanation?.id]).toEqual([false, first, id]);
    expect(report.first?.explanation?.hint).not.toBe('');
    // every later difference follows from the first, or is the same mistake
    const others = report.arrays.filter(({ verdict }) => verdict === 'differs');
    expect(new Set(others.map(({ explanation }) => explanation?.id))).toEqual(new Set([id]));
  });
});

describe('a file with gradients only', () => {
  const hidden = ['a1', 'z1', 'a2', 'y', 'dy', 'dz1', 'da1'];
  const reported: Record<string, [seenIn: string, at: string[]]> = {
    'no-batch-mean': ['dW2', ['dy']],
    'dy-sign': ['dW2', ['dy']],
    'label-off-by-one': ['dW2', ['dy']],
    'mask-inverted': ['dW1', ['da1']],
    'derivative-at-z': ['dW1', ['da1']],
    'dx-reshaped': ['dW1', ['dz1']],
    'no-bias': ['loss', ['a1', 'a2']],
    'softmax-columns': ['loss', ['y']],
  };
  test.each(Object.entries(reported))('%s is found in an array that is not in the file', async (id, [seenIn, at]) => {
    const broken = BROKEN.find((each) => each.id === id) as Broken;
    const arrays = stepOf(broken);
    for (const name of hidden) delete arrays[name];
    const { first } = await against(inFile(arrays), broken.activation ?? 'relu');
    expect([first?.name, first?.explanation?.id, first?.explanation?.at]).toEqual([seenIn, id, at]);
  });
});

test('reports two mistakes, and judges the second from the arrays that the first changed', async () => {
  const wrong = { dy: (y: Rows) => each(y, (v, n, k) => v - new UserNet().oneHot()[n][k]), db: (d: Rows) => d[0] };
  const { arrays } = await against(inFile(stepOf({ wrong })), 'relu');
  const reported = arrays
    .filter(({ verdict }) => verdict === 'differs')
    .map(({ name, explanation }) => [name, explanation?.id]);
  expect(reported).toEqual([
    ['dy', 'no-batch-mean'],
    ['db2', 'db-first-row'],
    ['db1', 'db-first-row'],
  ]);
  expect(arrays.find(({ name }) => name === 'dW2')?.verdict).toBe('follows');
});

test('names the array of a difference that no known mistake explains', async () => {
  const { first } = await against(
    inFile(
      stepOf({
        wrong: {
          dx: (d, W) =>
            each(flip(flip(d).map((c) => c)), (_, n, k) => W[k % W.length][0] * (n + 1)).map((row) => [...row, 1]),
        },
      }),
    ),
    'relu',
  );
  expect(first?.name).toBe('dz1');
  expect(first?.explanation?.says).toBe('dz1 differs from what dy, W2 give, and no known mistake explains it');
});

function map(arrays: Arrays, f: (value: Arrays[string], name: string) => Arrays[string]): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, value]) => [name, f(value, name)]));
}

function isRows(value: Arrays[string]): value is Rows {
  return Array.isArray(value) && Array.isArray(value[0]);
}

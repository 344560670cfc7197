import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../src/config/load.js';
import type { ConfigInput } from '../../../src/config/schema.js';
import type { FileArrays } from '../../../src/export/file-array.js';
import { npzBytes } from '../../../src/export/npz.js';
import { SILENT } from '../../../src/run/observer.js';
import { type AgainstReport, traceAgainst } from '../../../src/run/trace/against.js';
import { temporaryFolder } from '../../fixtures/temporary-folder.js';
import type { Broken } from './broken.js';
import { BROKEN } from './broken-steps.js';
import { type Arrays, dot, each, flip, inFile, type Rows, reshape, UserNet } from './user-net.js';

async function against(arrays: FileArrays, settings: ConfigInput = {}): Promise<AgainstReport> {
  const path = join(temporaryFolder(), 'mine.npz');
  writeFileSync(path, npzBytes(arrays));
  const config = resolveConfig({ loss: 'book', ...settings }, {}, 'test');
  const options = { step: 1, hasConfig: false, hasActivation: settings.activation !== undefined };
  return traceAgainst(path, config, options, { observer: SILENT });
}

function stepOf({
  activation = 'relu',
  sizes,
  images,
  wrong = {},
  saved = (arrays) => arrays,
}: Omit<Broken, 'name' | 'first' | 'id'>): Arrays {
  const net = new UserNet(activation, sizes, images);
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
    ['with flat images', (a) => ({ ...a, x: (a.x as Rows).flat() })],
    ['with gradients only', ({ a1, z1, a2, y, dy, dz1, da1, ...rest }) => rest],
  ];
  test.each(layouts)('agrees %s', async (_, change) => {
    const { passed, first } = await against(inFile(change(stepOf({ activation: 'sigmoid' }))), {
      activation: 'sigmoid',
    });
    expect([passed, first]).toEqual([true, null]);
  });

  test('agrees in float32', async () => {
    const { passed, arrays } = await against(inFile(stepOf({}), 'float32'), { activation: 'relu' });
    expect([passed, arrays[0].dtype]).toEqual([true, 'float32']);
  });
});

test('a step of a net with eight hidden layers agrees', async () => {
  const { x, t, W1, b1, W2, b2, y } = stepOf({});
  const identity = each(W1 as Rows, (_, n, k) => Number(n === k)).slice(0, 6);
  const arrays: Arrays = { x, t, W1, b1 };
  for (let l = 2; l < 9; l++) Object.assign(arrays, { [`W${l}`]: identity, [`b${l}`]: [0, 0, 0, 0, 0, 0] });
  const { passed, net } = await against(inFile({ ...arrays, W9: W2, b9: b2, y }));
  expect([passed, net]).toEqual([true, '8-6-6-6-6-6-6-6-6-5 relu']);
});

describe('a difference that is no mistake', () => {
  const harmless: [string, (arrays: Arrays, net: UserNet) => Arrays, string, string, ConfigInput?][] = [
    ['float32', (a) => ({ ...a, a1: each(a.a1 as Rows, Math.fround) }), 'a1', 'a1 is ours rounded to float32'],
    [
      'a one-sided numerical gradient',
      (a, net) => ({ ...a, dW2_numerical: net.numerical('W2', 1e-4, true) }),
      'dW2_numerical',
      'dW2_numerical is a less exact numerical gradient: one-sided, (f(x + h) − f(x)) / h, or with another h',
    ],
    [
      'a numerical gradient instead of back-propagation',
      (a, net) => ({ ...a, db1: net.numerical('b1', 1e-4) }),
      'db1',
      'db1 is a numerical gradient',
    ],
    [
      'the loss of the book',
      ({ loss_after, ...a }) => a,
      'loss',
      'the loss adds the book’s 1e-7 to y; ours is exact',
      { loss: 'cross-entropy' },
    ],
  ];
  test.each(harmless)('%s', async (_, saved, name, says, settings) => {
    const report = await against(inFile(stepOf({ saved })), { activation: 'relu', ...settings });
    const others = report.arrays.filter(({ verdict }) => !['same', 'follows'].includes(verdict));
    expect(others.map((each) => [each.name, each.verdict, each.explanation?.says])).toEqual([[name, 'harmless', says]]);
    expect(report.passed).toBe(true);
  });
});

describe('a file that cannot be compared', () => {
  const FIT = 'W1, W2 … are missing or do not fit together: W1 is (in, out), and W2 must have out rows';
  const oneHot = 't has rows that are not one-hot (a single 1, otherwise 0)';
  const unreadable: [string, (arrays: Arrays) => Arrays, string, string][] = [
    ['no weights', ({ W1, W2, ...a }) => a, 'MODEL_SHAPE', FIT],
    ['W1 with one row', (a) => ({ ...a, W1: a.b1 }), 'MODEL_SHAPE', FIT],
    ['W2 with too few rows', (a) => ({ ...a, W2: (a.W2 as Rows).slice(1) }), 'MODEL_SHAPE', FIT],
    ['no b1', ({ b1, ...a }) => a, 'USAGE', 'lacks b1; computing them needs a config'],
    [
      'b1 of another layer',
      (a) => ({ ...a, b1: a.b2 }),
      'MODEL_SHAPE',
      'b1 is [5], which does not fit the other arrays',
    ],
    [
      'narrow images',
      (a) => ({ ...a, x: (a.x as Rows).map((row) => row.slice(1)) }),
      'MODEL_SHAPE',
      'x is [9,7], expected rows of 8 pixels',
    ],
    ['no images', (a) => ({ ...a, x: [] }), 'MODEL_SHAPE', 'x is [0], expected rows of 8 pixels'],
    [
      'a label above 4',
      (a) => ({ ...a, t: [0, 1, 2, 3, 4, 5, 0, 0, 0] }),
      'MODEL_VALUE',
      't holds 5, expected class numbers from 0 to 4 or one-hot rows',
    ],
    [
      'too few labels',
      (a) => ({ ...a, t: [0, 1, 2] }),
      'MODEL_SHAPE',
      't is [3], expected [9] class numbers or [9, 5] one-hot rows',
    ],
    ['smooth labels', (a) => ({ ...a, t: each(a.t as Rows, (v) => 0.9 * v + 0.02) }), 'MODEL_VALUE', oneHot],
    [
      'two labels for an image',
      (a) => ({ ...a, t: each(a.t as Rows, (v, _, k) => Math.max(v, Number(k < 2))) }),
      'MODEL_VALUE',
      oneHot,
    ],
    [
      'no label for an image',
      (a) => ({ ...a, t: each(a.t as Rows, (v, n) => (n === 0 ? 0 : v)) }),
      'MODEL_VALUE',
      oneHot,
    ],
  ];
  test.each(unreadable)('%s', async (_, change, code, message) => {
    const error = await against(inFile(change(stepOf({})))).catch((error) => error);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/mine\.npz: /),
      hint: expect.stringMatching(/./),
    });
    expect(error.message.split('mine.npz: ')[1]).toBe(message);
  });
});

test('names that are not those of a trace get a note', async () => {
  const { passed, notes } = await against(inFile({ ...stepOf({}), dW11: [1], weights: [1] }));
  expect([passed, notes]).toEqual([
    true,
    [
      '"dW11" is not the name of an array of a trace; did you mean dW1?',
      '"weights" is not the name of an array of a trace',
    ],
  ]);
});

describe.each([...BROKEN])('$name', ({ first, id, says, ...broken }) => {
  test(`is reported as ${id}, first in ${first}`, async () => {
    const { activation = 'relu', settings } = broken;
    const report = await against(inFile(stepOf(broken)), { activation, ...settings });
    expect([report.passed, report.first?.name, report.first?.explanation.id]).toEqual([false, first, id]);
    expect(report.first?.explanation.hint).not.toBe('');
    if (says) expect(report.first?.explanation.says).toBe(says);
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
    const { first } = await against(inFile(arrays), { activation: broken.activation ?? 'relu' });
    expect([first?.name, first?.explanation.id, first?.explanation.at]).toEqual([seenIn, id, at]);
  });
});

test.each(['y', 'loss', 'dW1', 'b2_after'])('a file with the inputs and a wrong %s is compared', async (name) => {
  const { x, t, W1, b1, W2, b2, ...computed } = stepOf({});
  const wrong = [computed[name]].flat(2).map((_, i) => Math.cos(i) + 2);
  const { first } = await against(inFile({ x, t, W1, b1, W2, b2, [name]: wrong }), { activation: 'relu' });
  expect(first?.explanation).toMatchObject({
    says: `${name} differs from ours, and no known mistake explains it`,
    hint: expect.stringMatching(/^save a1, .*too, to see where it starts$/),
  });
});

test('a mistake in a file with the names of chapter 4 is reported with these names', async () => {
  const arrays = stepOf({ activation: 'sigmoid', wrong: { dx: (d, W) => dot(d, reshape(W, W.length)) } });
  const { first, notes } = await against(inFile({ ...arrays, da1: arrays.dz1, dz1: arrays.da1 }));
  expect([first?.name, first?.explanation.at, first?.explanation.says, notes]).toEqual([
    'da1',
    ['da1'],
    'da1 uses W reshaped where it should be transposed',
    [expect.stringMatching(/^da1 and dz1 are named as in chapter 4/)],
  ]);
});

test('the loss after the update follows from an unknown mistake in the forward pass', async () => {
  const affine: UserNet['affine'] = (x, W, b) => each(dot(x, W), (v, n, k) => Math.cos(v + b[k] * k * n));
  const { arrays } = await against(inFile(stepOf({ wrong: { affine } })), { activation: 'relu' });
  const others = arrays.filter(({ verdict }) => verdict === 'differs').map(({ name }) => name);
  expect([others, arrays.at(-1)]).toEqual([
    ['a1', 'a2'],
    expect.objectContaining({ name: 'loss_after', verdict: 'follows' }),
  ]);
});

test('labels in reverse order are found in dy, if the loss is wrong too', async () => {
  const arrays = stepOf({ saved: (a) => ({ ...a, t: (a.t as Rows).toReversed(), loss: 7 }) });
  const report = await against(inFile(arrays), { activation: 'relu' });
  const differing = report.arrays.filter(({ verdict }) => verdict === 'differs');
  expect(differing.map(({ name, explanation }) => [name, explanation?.id])).toEqual([
    ['loss', 'unknown'],
    ['dy', 'labels-reversed'],
  ]);
});

test('reports two mistakes, and judges the second from the arrays that the first changed', async () => {
  const wrong = { dy: (y: Rows) => each(y, (v, n, k) => v - new UserNet().oneHot()[n][k]), db: (d: Rows) => d[0] };
  const { arrays } = await against(inFile(stepOf({ wrong })), { activation: 'relu' });
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
    { activation: 'relu' },
  );
  expect(first?.name).toBe('dz1');
  expect(first?.explanation.says).toBe('dz1 differs from what dy, W2 give, and no known mistake explains it');
});

function map(arrays: Arrays, f: (value: Arrays[string], name: string) => Arrays[string]): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, value]) => [name, f(value, name)]));
}

function isRows(value: Arrays[string]): value is Rows {
  return Array.isArray(value) && Array.isArray(value[0]);
}

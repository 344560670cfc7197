import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { type FileArray, fileArray } from '../../src/export/file-array.js';
import { FORMATS } from '../../src/export/formats.js';
import { metadataOf } from '../../src/export/metadata.js';
import { arraysOf } from '../../src/export/model-file.js';
import type { NetFacts } from '../../src/export/net-facts.js';
import { npzBytes } from '../../src/export/npz.js';
import { pickleBytes } from '../../src/export/pickle/pickle.js';
import { readModel } from '../../src/export/read-model.js';
import { safetensorsBytes } from '../../src/export/safetensors.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { randomModel } from '../fixtures/foreign-predictions.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const floats = (...shape: number[]) =>
  fileArray(
    ndarray(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i / 8),
      shape,
    ),
  );

/** The arrays of a 4-3-2 net, some of them replaced. */
const arrays = (others: Readonly<Record<string, FileArray | undefined>> = {}) => {
  const net = { W1: floats(4, 3), b1: floats(3), W2: floats(3, 2), b2: floats(2), ...others };
  return new Map(Object.entries(net).filter((entry): entry is [string, FileArray] => entry[1] !== undefined));
};

const FACTS: NetFacts = { activation: 'sigmoid', scale: 255 };

function written(name: string, bytes: Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const read = (others: Readonly<Record<string, FileArray | undefined>>, facts = FACTS) =>
  readModel(written('net.npz', npzBytes(arrays(others))), facts);

test('builds a model from weights and the facts that the user gives', async () => {
  const model = await read({});
  expect(model).toMatchObject({
    architecture: { input: 4, hidden: [3], output: 2, activation: 'sigmoid' },
    classes: ['0', '1'],
    training: {},
    precision: 'float32',
  });
  expect(Object.keys(model.parameters)).toEqual(['W1', 'b1', 'W2', 'b2']);
  expect(model.architecture.loss).toBeUndefined();
});

test('one float64 array makes the model float64', async () => {
  expect(await read({ b1: { dtype: 'float64', shape: [3], data: Float64Array.of(1, 2, 3) } })).toMatchObject({
    precision: 'float64',
  });
});

test('with scale 1, W1 is multiplied by 255', async () => {
  const { parameters } = await read({}, { ...FACTS, scale: 1 });
  expect(parameters.W1.get(1, 2)).toBe((5 / 8) * 255);
  expect(parameters.W2.get(1, 1)).toBe(3 / 8);
});

test('ignores the order of the arrays and the case of the extension', async () => {
  const reversed = new Map([...arrays()].reverse());
  const model = await readModel(written('net.PKL', pickleBytes(reversed)), FACTS);
  expect(model).toEqual(await read({}));
});

describe('a missing fact is a USAGE error', () => {
  const MISSING: [facts: NetFacts, sentence: string, hint: string][] = [
    [{}, 'does not say its activation and its scale', '--activation NAME'],
    [{ scale: 255 }, 'does not say its activation', `one of ${ACTIVATION_NAMES.join(', ')}`],
    [{ activation: 'relu' }, 'does not say its scale', '--scale 255'],
  ];

  test.each(MISSING)('%o', async (facts, sentence, hint) => {
    const error = await read({}, facts).catch((error) => error);
    expect(error).toMatchObject({ code: 'USAGE', hint: expect.stringContaining(hint) });
    expect(error.message.endsWith(sentence)).toBe(true);
  });

  test('a net without hidden layers needs no activation', async () => {
    const model = await read({ W1: floats(4, 2), b1: floats(2), W2: undefined, b2: undefined }, { scale: 255 });
    expect(model.architecture).toMatchObject({ input: 4, hidden: [], output: 2 });
  });
});

const EMPTY = { W1: undefined, b1: undefined, W2: undefined, b2: undefined };

const REJECTED: Record<string, [others: Record<string, FileArray | undefined>, code: string, sentence: string]> = {
  'a convolution': [
    { W1: floats(2, 1, 3, 3), b1: floats(2) },
    'MODEL_SHAPE',
    'W1 is [2,1,3,3], the filters of a convolution',
  ],
  'batch normalisation': [{ gamma1: floats(3) }, 'MODEL_KEY', 'holds "gamma1", of batch normalisation'],
  'a layer of another name': [{ W1: undefined, 'fc1.weight': floats(4, 3) }, 'MODEL_KEY', 'has no W1, only "b1", "W2"'],
  'a missing bias': [{ b2: undefined }, 'MODEL_KEY', 'has no b2, only "W1"'],
  'a missing layer': [{ W2: undefined, b2: undefined, W3: floats(3, 2) }, 'MODEL_KEY', 'holds "W3"; expected'],
  'a file of many other arrays': [
    { ...EMPTY, ...Object.fromEntries(Array.from('abcdefg', (name) => [name, floats(2)])) },
    'MODEL_KEY',
    'has no W1, only "a", "b", "c", "d", "e", "f" …; expected W1, b1, W2, b2 …',
  ],
  'a file without arrays': [EMPTY, 'MODEL_KEY', 'has no W1, only nothing; expected'],
  'an extra array': [{ lr: floats() }, 'MODEL_KEY', 'holds "lr"; expected W1, b1, W2, b2 … only'],
  'a transposed W': [{ W1: floats(3, 4) }, 'MODEL_SHAPE', 'W1 is [3,4], b1 is [3]; W1 is transposed, save W1.T'],
  'a transposed W of the last layer': [{ W2: floats(2, 3) }, 'MODEL_SHAPE', 'W2 is [2,3], b2 is [2]; W2 is transposed'],
  'layers whose sizes do not match': [
    { W2: floats(5, 2) },
    'MODEL_SHAPE',
    'W2 is [5,2], b2 is [2], expected [3,outputs]',
  ],
  'a bias of another length': [{ b1: floats(5) }, 'MODEL_SHAPE', 'W1 is [4,3], b1 is [5], expected [inputs,outputs]'],
  'a bias that is a row': [{ b1: floats(1, 3) }, 'MODEL_SHAPE', 'b1 is [1,3], expected'],
  'a W that is a row': [{ W1: floats(12) }, 'MODEL_SHAPE', 'W1 is [12], b1 is [3]'],
  'a layer without units': [{ W1: floats(4, 0), b1: floats(0), W2: floats(0, 2) }, 'MODEL_VALUE', 'hidden[0]'],
  integers: [{ b1: { dtype: 'int64', shape: [3], data: Float64Array.of(1, 2, 3) } }, 'MODEL_VALUE', 'b1 holds int64'],
  'a NaN': [
    { b1: { dtype: 'float32', shape: [3], data: Float32Array.of(1, Number.NaN, 3) } },
    'MODEL_VALUE',
    'b1[1] is NaN, expected a finite number',
  ],
};

test.each(Object.entries(REJECTED))('rejects %s', async (_, [others, code, sentence]) => {
  const error = await read(others).catch((error) => error);
  expect(error).toMatchObject({ code, message: expect.stringContaining(sentence) });
  expect(error.message).toMatch(/net\.npz: /);
});

test('rejects weights that overflow when scaled', async () => {
  const W1 = { dtype: 'float32' as const, shape: [4, 3], data: new Float32Array(12).fill(3e38) };
  await expect(read({ W1 }, { ...FACTS, scale: 1 })).rejects.toMatchObject({ code: 'MODEL_VALUE' });
});

test('rejects a missing file, a folder, a huge file, and a format that it cannot read', async () => {
  const huge = written('huge.npz', Buffer.alloc(0));
  truncateSync(huge, 2 ** 26 + 1);
  await expect(readModel(huge)).rejects.toMatchObject({
    code: 'MODEL_TOO_LARGE',
    message: `${huge}: has 67,108,865 bytes, at most 67,108,864 expected`,
  });
  await expect(readModel('/no/such/net.npz', FACTS)).rejects.toMatchObject({ code: 'MODEL_READ' });
  await expect(readModel(temporaryFolder(), FACTS)).rejects.toMatchObject({ code: 'MODEL_READ' });
  await expect(readModel('net.onnx')).rejects.toMatchObject({
    code: 'MODEL_FORMAT',
    message: 'net.onnx: ONNX files can be written but not read',
    hint: 'give the model.json it was exported from, or a .npz, .pkl, .safetensors file',
  });
});

describe('a safetensors file', () => {
  const model = randomModel({ hidden: [3], activation: 'elu' });

  test('of this program describes its net', async () => {
    const path = written('net.safetensors', (await FORMATS.safetensors.write(model))['.safetensors']);
    expect(await readModel(path)).toEqual(model);
    expect(await readModel(path, { activation: 'elu', scale: 255 })).toEqual(model);
    await expect(readModel(path, { activation: 'relu' })).rejects.toMatchObject({
      code: 'MODEL_VALUE',
      message: `${path}: its activation is elu, not relu`,
    });
    await expect(readModel(path, { scale: 1 })).rejects.toThrow('its scale is 255, not 1');
  });

  test('is rejected when a bit of the weights has changed', async () => {
    const path = written('net.safetensors', (await FORMATS.safetensors.write(model))['.safetensors']);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(path, bytes);
    await expect(readModel(path)).rejects.toThrow('its parameters do not match their SHA-256; the file is damaged');
  });

  const DAMAGED: [metadata: Record<string, string | undefined>, code: string, sentence: string][] = [
    [{ scale: '1' }, 'MODEL_VALUE', 'scale is not 255'],
    [{ architecture: undefined }, 'MODEL_KEY', 'architecture is missing'],
    [{ architecture: '{' }, 'MODEL_SYNTAX', 'architecture: ends at byte 1; the file is cut off'],
    [{ architecture: '{}' }, 'MODEL_VALUE', 'architecture: input is missing'],
    [{ classes: '["zero"]' }, 'MODEL_SHAPE', 'has 1 classes, its net has 10 outputs'],
    [{ training: '[]' }, 'MODEL_VALUE', 'training: '],
  ];

  test.each(DAMAGED)('with the metadata %o is rejected', async (changes, code, sentence) => {
    const metadata = Object.entries({ ...metadataOf(model), ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const path = written('net.safetensors', safetensorsBytes(arraysOf(model), Object.fromEntries(metadata)));
    const error = await readModel(path).catch((error) => error);
    expect(error).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test('of another program needs the facts from the user', async () => {
    const path = written('net.safetensors', safetensorsBytes(arrays(), { format: 'pt' }));
    await expect(readModel(path)).rejects.toMatchObject({ code: 'USAGE' });
    expect((await readModel(path, FACTS)).architecture.activation).toBe('sigmoid');
  });
});

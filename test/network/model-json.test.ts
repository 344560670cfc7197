import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Precision } from '../../src/array.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { modelFromJson, modelToJson, readModelJson } from '../../src/network/model-json.js';
import { copyParameters, Network } from '../../src/network/network.js';
import { flat } from '../fixtures/arrays.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { damaged, FACTS, network, stored } from './stored-model.js';

describe('a model written and read', () => {
  test.each<[Precision, number[]]>([
    ['float32', [3]],
    ['float64', [3]],
    ['float32', []],
    ['float64', [5, 6, 7]],
  ])('has the same bits: %s, hidden %j', (precision, hidden) => {
    const net = network(precision, hidden);
    net.params.b1.set(0, -0);
    net.params.b1.set(1, precision === 'float32' ? 1.401298464324817e-45 : 5e-324);
    net.params.W1.set(0, 0, precision === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE);
    const model = modelFromJson(modelToJson(net, FACTS), 'model.json');
    expect(model.precision).toBe(precision);
    expect(model.architecture).toEqual({ input: 4, hidden, output: 2, activation: 'sigmoid' });
    expect(model.training).toEqual(FACTS);
    expect(model.classes).toEqual(['0', '1']);
    expect(Object.keys(model.parameters)).toEqual(Object.keys(net.params));
    for (const [name, parameter] of Object.entries(net.params)) {
      expect(model.parameters[name].shape).toEqual(parameter.shape);
      // toEqual distinguishes −0 from 0
      expect(flat(model.parameters[name])).toEqual(flat(parameter));
    }
  });

  test('gives a new net the same predictions', () => {
    const net = network('float64');
    const other = new Network(createReferenceEngine('float64'), net.architecture);
    copyParameters(other, modelFromJson(modelToJson(net, FACTS), 'model.json').parameters);
    const bytes = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);
    const predictions = [net, other].map((each) =>
      flat(each.predict({ rows: each.engine.rows(bytes, 4, 255), index: Int32Array.of(0, 1, 2) })),
    );
    expect(predictions[0]).toEqual(predictions[1]);
  });

  test('may have images larger than 64 × 64', () => {
    const architecture = { input: 5000, hidden: [], output: 2, activation: 'relu' } as const;
    const net = new Network(createReferenceEngine('float32'), architecture);
    expect(modelFromJson(modelToJson(net, FACTS), 'model.json').architecture).toEqual(architecture);
  });

  test('has its loss and its view only if there is one', () => {
    const architecture = { input: 4, hidden: [], output: 2, activation: 'relu', loss: 'mean-squared-error' } as const;
    const net = new Network(createReferenceEngine('float32'), architecture);
    const model = modelFromJson(modelToJson(net, FACTS, ['no', 'yes'], { width: 20 }), 'model.json');
    expect(model).toMatchObject({ architecture, view: { width: 20 }, classes: ['no', 'yes'] });
    expect(stored(net)).toMatchObject({ architecture, input: { scale: 255 } });
    const plain = stored();
    expect([plain.input, plain.architecture]).toEqual([{ scale: 255 }, network().architecture]);
    const read = modelFromJson(modelToJson(network(), FACTS), 'model.json');
    expect([Object.hasOwn(read, 'view'), Object.hasOwn(read.architecture, 'loss')]).toEqual([false, false]);
  });

  test('is float64 if any parameter is', () => {
    const [single, double] = (['float32', 'float64'] as const).map((precision) => stored(network(precision)));
    const text = damaged((model) => {
      model.parameters = { ...single.parameters, b2: double.parameters.b2 };
    }, true);
    expect(modelFromJson(text, 'model.json').precision).toBe('float64');
  });

  test('has equal texts for equal nets only', () => {
    expect(modelToJson(network(), FACTS)).toBe(modelToJson(network(), { ...FACTS }));
    const other = network();
    other.params.b2.set(0, 1e-9);
    expect(modelToJson(other, FACTS)).not.toBe(modelToJson(network(), FACTS));
  });

  test('holds base64 of little-endian row-major values and the SHA-256 of their bytes in the order W1, b1, W2, b2', () => {
    const net = network();
    const model = stored(net);
    const hash = createHash('sha256');
    for (const [name, parameter] of Object.entries(net.params)) {
      const bytes = Buffer.alloc(4 * parameter.size);
      for (const [i, value] of flat(parameter).entries()) bytes.writeFloatLE(value, 4 * i);
      expect(model.parameters[name]).toEqual({
        shape: parameter.shape,
        dtype: 'float32',
        data: bytes.toString('base64'),
      });
      hash.update(bytes);
    }
    expect(model.sha256).toBe(hash.digest('hex'));
    expect(model).toMatchObject({
      format: 'mnist-train-model',
      version: 1,
      architecture: { input: 4, hidden: [3], output: 2, activation: 'sigmoid' },
      input: { scale: 255 },
      training: FACTS,
    });
  });

  test('is not written if a value is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const net = network();
      net.params.W2.set(1, 0, value);
      expect(() => modelToJson(net, FACTS)).toThrow(
        expect.objectContaining({ code: 'MODEL_VALUE', message: expect.stringContaining('W2[1,0]') }),
      );
    }
  });
});

describe('readModelJson', () => {
  test('reads what was written', async () => {
    const path = join(temporaryFolder(), 'model.json');
    const net = network();
    writeFileSync(path, modelToJson(net, FACTS));
    const model = await readModelJson(path);
    expect(flat(model.parameters.W1)).toEqual(flat(net.params.W1));
  });

  test.each([
    ['a missing file', 'no such file', () => {}],
    ['a folder', 'is a folder', (path: string) => mkdirSync(path)],
    ['a loop of links', 'symbolic links form a loop', (path: string) => symlinkSync(path, path)],
    [
      'UTF-16',
      'looks like UTF-16',
      (path: string) => writeFileSync(path, `\ufeff${modelToJson(network(), FACTS)}`, 'utf16le'),
    ],
    [
      'bytes that are not text',
      'invalid UTF-8 at byte 1',
      (path: string) => writeFileSync(path, Uint8Array.of(0x7b, 0xff)),
    ],
  ])('%s: %s', async (_, reason, make) => {
    const path = join(temporaryFolder(), 'model.json');
    make(path);
    await expect(readModelJson(path)).rejects.toThrow(expect.objectContaining({ code: 'MODEL_READ' }));
    await expect(readModelJson(path)).rejects.toThrow(`${path}: ${reason}`);
    await expect(readModelJson(path)).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('runs/quickstart/model.json') }),
    );
  });

  test.skipIf(process.platform === 'win32')('refuses a named pipe without waiting for its writer', async () => {
    const path = join(temporaryFolder(), 'model.json');
    execFileSync('mkfifo', [path]);
    await expect(readModelJson(path)).rejects.toThrow(`${path}: is not a regular file`);
  });

  test('skips a byte order mark', async () => {
    const path = join(temporaryFolder(), 'model.json');
    writeFileSync(path, `\ufeff${modelToJson(network(), FACTS)}`);
    expect((await readModelJson(path)).training).toEqual(FACTS);
  });

  test('refuses a file of 10 GB without reading it', async () => {
    const path = join(temporaryFolder(), 'model.json');
    writeFileSync(path, '');
    truncateSync(path, 10e9);
    await expect(readModelJson(path)).rejects.toThrow(expect.objectContaining({ code: 'MODEL_TOO_LARGE' }));
  });
});

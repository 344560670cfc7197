import { describe, expect, expectTypeOf, test } from 'vitest';
import { configName, loadConfig, resolveConfig } from '../../src/config/load.js';
import type { Config, ConfigInput } from '../../src/config/schema.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { listed } from '../fixtures/listed.js';
import { complaint, complaintAbout, fault, written } from './complaint.js';

describe('defaults', () => {
  test('an empty mapping gives the run of chapter 5 of the book', () => {
    expect(resolveConfig({})).toEqual({
      seed: 0,
      dataset: 'mnist',
      data: { dir: 'data', offline: false },
      hidden: [50],
      activation: 'relu',
      init: { rng: 'philox', std: 0.01 },
      gradient: 'backprop',
      numerical: { h: 1e-4, algorithm: 'incremental' },
      loss: 'exact',
      sampling: 'replacement',
      batchSize: 100,
      learningRate: 0.1,
      optimizer: { name: 'sgd' },
      schedule: { name: 'constant' },
      weightDecay: 0,
      iterations: 10_000,
      report: false,
      engine: 'simd',
      precision: 'float32',
      output: {},
    });
  });

  test.each<[ConfigInput, Partial<Config>]>([
    [{ init: { rng: 'numpy' } }, { loss: 'book', precision: 'float64' }],
    [
      { init: { rng: 'numpy' }, loss: 'exact', precision: 'float32' },
      { loss: 'exact', precision: 'float32' },
    ],
    [{ gradient: 'numerical' }, { loss: 'exact', precision: 'float64' }],
    [{ loss: 'book' }, { loss: 'book', precision: 'float32' }],
  ])('%j gives %j', (raw, expected) => {
    expect(resolveConfig(raw)).toMatchObject(expected);
  });

  test('epochs replace iterations', () => {
    const config = resolveConfig({ epochs: 3 });
    expect(config.epochs).toBe(3);
    expect('iterations' in config).toBe(false);
    expectTypeOf(config.epochs === undefined ? config.iterations : config.epochs).toEqualTypeOf<number>();
  });

  test('a limit of n images applies to both splits', () => {
    expect(resolveConfig({ data: { limit: 500 } }).data.limit).toEqual({ train: 500, test: 500 });
    expect(resolveConfig({ data: { limit: { train: 500 } } }).data.limit).toEqual({ train: 500, test: 10_000_000 });
  });

  test('$schema is accepted and omitted', () => {
    expect(resolveConfig({ $schema: './config.schema.json' })).toEqual(resolveConfig({}));
  });

  test.each<ConfigInput>([
    {},
    { epochs: 2, data: { limit: 9 }, hidden: [] },
    { init: { rng: 'numpy' }, evaluateEvery: 600 },
  ])('a resolved config resolves to itself: %j', (raw) => {
    const config = resolveConfig(raw);
    expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test('a config is deeply frozen and shares nothing with another one', () => {
    const config = resolveConfig({ data: { limit: 5, mirrors: ['https://x/'] } });
    for (const part of [
      config,
      config.data,
      config.data.limit,
      config.data.mirrors,
      config.hidden,
      config.init,
      config.numerical,
      config.output,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(resolveConfig({}).hidden).not.toBe(resolveConfig({}).hidden);
  });
});

describe('rules between keys', () => {
  test('iterations and epochs', async () => {
    expect(await complaint('c.yaml', 'epochs: 1\niterations: 600\n')).toBe(
      'CONFIG_VALUE: c.yaml:1:9: epochs: cannot be combined with "iterations"; keep one of the two',
    );
  });

  test('numerical gradients in float32', async () => {
    expect(await complaint('c.json', '{"gradient": "numerical", "precision": "float32"}')).toBe(
      'CONFIG_VALUE: c.json:1:40: precision: gradient "numerical" needs "float64": in float32 the difference of two losses is mostly rounding',
    );
  });
});

describe('overrides', () => {
  const file = 'learningRate: 0.5\nepochs: 4\ndata:\n  dir: digits\n  limit: {train: 100, test: 50}\n';

  test('replace values of the file key by key, also in groups; undefined changes nothing', async () => {
    const config = await loadConfig(written('o.yaml', file), {
      learningRate: 0.2,
      seed: undefined,
      data: { offline: true, dir: undefined, limit: { train: 7 } },
      output: { dir: 'here' },
      hidden: [],
    });
    expect(config).toMatchObject({ learningRate: 0.2, seed: 0, epochs: 4, output: { dir: 'here' }, hidden: [] });
    expect(config.data).toEqual({ dir: 'digits', offline: true, limit: { train: 7, test: 10_000_000 } });
  });

  test('with iterations remove the epochs of the file, and the reverse', () => {
    expect(resolveConfig({ epochs: 4 }, { iterations: 9 })).toMatchObject({ iterations: 9 });
    expect(resolveConfig({ epochs: 4 }, { iterations: 9 }).epochs).toBeUndefined();
    expect(resolveConfig({ iterations: 4 }, { epochs: 9 })).toMatchObject({ epochs: 9 });
  });

  test('change conditional defaults like keys of the file', () => {
    expect(resolveConfig({}, { gradient: 'numerical' }).precision).toBe('float64');
  });

  test('do not modify the parsed config', () => {
    const raw = { epochs: 4, data: { dir: 'a' } };
    resolveConfig(raw, { iterations: 9, data: { dir: 'b' } });
    expect(raw).toEqual({ epochs: 4, data: { dir: 'a' } });
  });

  test('are reported as the source of a mistake, without a line of the file', async () => {
    expect(await complaint('o.yaml', file, { learningRate: -1 })).toBe(
      'CONFIG_RANGE: o.yaml: learningRate: must be a number above 0 and at most 1000, got -1 (from a flag or the environment)',
    );
    expect(await complaint('o.yaml', file, { hidden: [5, 0] })).toBe(
      'CONFIG_RANGE: o.yaml: hidden[1]: must be an integer from 1 to 4096, got 0 (from a flag or the environment)',
    );
    expect(await complaint('o.yaml', file, { iterations: 1, epochs: 1 })).toBe(
      'CONFIG_VALUE: o.yaml: epochs: cannot be combined with "iterations"; keep one of the two (from a flag or the environment)',
    );
  });

  test('do not hide a mistake in a group of the file', async () => {
    expect(await complaint('o.yaml', 'data: digits\n', { data: { offline: true } })).toBe(
      'CONFIG_TYPE: o.yaml:1:7: data: expected a mapping, got the string "digits"',
    );
    expect(await complaint('o.yaml', 'data: {dir: 5}\n', { data: { offline: true } })).toBe(
      'CONFIG_TYPE: o.yaml:1:13: data.dir: expected a string, got 5',
    );
    expect(await complaintAbout(() => resolveConfig([], { seed: 1 }))).toBe(
      'CONFIG_TYPE: config: expected a mapping at the top level, got a list',
    );
  });
});

describe('several problems', () => {
  test('are listed together in the order of the file', async () => {
    const text = [
      'learning_rate: 0.1',
      'activation: gelu',
      'epochs: 0',
      'epochs: 2',
      'iterations: many',
      'data: {limit: {train: 0, tset: 5}}',
    ].join('\n');
    const error = await fault(() => loadConfig(written('many.yaml', text), { batchSize: 0 }));
    expect(
      `${error.code}: ${error.message}`.split('\n').map((line) => line.replace(/\S*many\.yaml/, 'many.yaml')),
    ).toEqual([
      'CONFIG: many.yaml: 8 problems',
      '  1:1: unknown key "learning_rate"; did you mean "learningRate"?',
      `  2:13: activation: got "gelu", expected ${listed(ACTIVATION_NAMES)}; did you mean "relu"?`,
      '  4:1: "epochs" is set twice (first at line 3)',
      '  4:9: epochs: cannot be combined with "iterations"; keep one of the two',
      '  5:13: iterations: expected a number, got the string "many"',
      '  6:23: data.limit.train: must be an integer from 1 to 10000000, got 0',
      '  6:26: unknown key "tset" in data.limit; did you mean "test"?',
      '  batchSize: must be an integer from 1 to 10000000, got 0 (from a flag or the environment)',
    ]);
    expect(error.hint).toBe('mnist-train schema lists every key and its values');
  });

  test('are cut after twenty', async () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 23 }, (_, i) => [`zzz${i}`, i])));
    const lines = (await complaint('many.json', text)).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('CONFIG: many.json: 23 problems');
    expect(lines[20]).toBe('  1:191: unknown key "zzz19"');
    expect(lines[21]).toBe('  … and 3 more');
  });

  test('a line break in a key cannot forge a line', async () => {
    const printed = await complaint('forged.json', '{"a\\nCONFIG: all is well": 1}');
    expect(printed).toBe('CONFIG_KEY: forged.json:1:2: unknown key "a\\x0aCONFIG: all is well"');
  });
});

test('the name of a config is its file name without the extension', () => {
  expect(configName('configs/book-ch04.yaml')).toBe('book-ch04');
  expect(configName('/a/b/my.run.json')).toBe('my.run');
  expect(configName('plain')).toBe('plain');
});

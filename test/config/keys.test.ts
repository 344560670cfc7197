import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/load.js';
import { DATASET_NAMES } from '../../src/dataset/catalogue.js';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { listed } from '../fixtures/listed.js';
import { complaint, complaintAbout } from './complaint.js';

describe('an unknown key is reported with the closest known key', () => {
  test.each([
    ['learningrate', '"learningRate"'],
    ['learning-rate', '"learningRate"'],
    ['LEARNING_RATE', '"learningRate"'],
    ['lerningRate', '"learningRate"'],
    ['lr', '"learningRate"'],
    ['batch', '"batchSize"'],
    ['batch_size', '"batchSize"'],
    ['hidden_size', '"hidden"'],
    ['iters_num', '"iterations"'],
    ['epoch', '"epochs"'],
    ['datas', '"data"'],
    ['eval_every', '"evaluateEvery"'],
    ['$shema', '"$schema"'],
    ['weight_init_std', 'init.std'],
    ['dir', 'data.dir or output.dir'],
    ['outputDir', 'output.dir'],
    ['limit', 'data.limit'],
    ['train', 'data.limit.train'],
    ['rng', 'init.rng'],
    ['h', 'numerical.h'],
    ['data.dir', 'data: { dir: … }'],
    ['momentum', 'optimizer.momentum'],
    ['name', 'optimizer.name or schedule.name'],
    ['weight_decay_lambda', '"weightDecay"'],
    ['lr_scheduler', '"schedule"'],
    ['gamma', 'schedule.factor'],
  ])('%s', async (key, meant) => {
    const message = `config: unknown key "${key}"; did you mean ${meant}?`;
    expect(await complaintAbout(() => resolveConfig({ [key]: 1 }))).toBe(`CONFIG_KEY: ${message}`);
  });

  test.each(['x', 'encoder', 'device', 'k'.repeat(60), 'toString', ''])('or without one: %s', async (key) => {
    const printed = await complaintAbout(() => resolveConfig({ [key]: 1 }));
    expect(printed).toBe(`CONFIG_KEY: config: unknown key "${key.length > 40 ? `${key.slice(0, 39)}…` : key}"`);
  });

  test.each([
    ['data:\n  learningRate: 1', 'unknown key "learningRate" in data; did you mean "learningRate" at the top level?'],
    ['data:\n  drr: x', 'unknown key "drr" in data; did you mean "dir"?'],
    ['init:\n  h: 1', 'unknown key "h" in init; did you mean numerical.h?'],
    ['data:\n  limit: {tran: 1}', 'unknown key "tran" in data.limit; did you mean "train"?'],
  ])('inside a group: %s', async (text, sentence) => {
    expect(await complaint('c.yaml', text)).toMatch(/^CONFIG_KEY: c\.yaml:2:/);
    expect(await complaint('c.yaml', text)).toContain(sentence);
  });
});

describe('values from a list', () => {
  test.each([
    [{ activation: 'gelu' }, `activation: got "gelu", expected ${listed(ACTIVATION_NAMES)}; did you mean "relu"?`],
    [
      { activation: 'Sigmoid' },
      `activation: got "Sigmoid", expected ${listed(ACTIVATION_NAMES)}; did you mean "sigmoid"?`,
    ],
    [{ activation: 'maxout' }, `activation: got "maxout", expected ${listed(ACTIVATION_NAMES)}`],
    [
      { gradient: 'backpropagation' },
      'gradient: got "backpropagation", expected "backprop" or "numerical"; did you mean "backprop"?',
    ],
    [{ engine: 'cuda' }, 'engine: got "cuda", expected "simd" or "reference"'],
    [
      { dataset: 'FashionMNIST' },
      `dataset: got "FashionMNIST", expected ${listed(DATASET_NAMES)}; did you mean "fashion-mnist"?`,
    ],
  ])('%j', async (raw, sentence) => {
    expect(await complaintAbout(() => resolveConfig(raw))).toBe(`CONFIG_VALUE: config: ${sentence}`);
  });

  test('a value of another type', async () => {
    expect(await complaintAbout(() => resolveConfig({ sampling: 1 }))).toBe(
      'CONFIG_TYPE: config: sampling: got 1, expected "replacement" or "shuffle"',
    );
  });
});

describe('ranges', () => {
  test.each([
    [{ seed: 2 ** 32 }, 'seed: must be an integer from 0 to 4294967295, got 4294967296'],
    [{ batchSize: 10_000_001 }, 'batchSize: must be an integer from 1 to 10000000, got 10000001'],
    [{ learningRate: 0 }, 'learningRate: must be a number above 0 and at most 1000, got 0'],
    [{ learningRate: 1000.5 }, 'learningRate: must be a number above 0 and at most 1000, got 1000.5'],
    [{ iterations: 10_000_001 }, 'iterations: must be an integer from 1 to 10000000, got 10000001'],
    [{ evaluateEvery: 0 }, 'evaluateEvery: must be an integer from 1 to 10000000, got 0'],
    [{ init: { std: 11 } }, 'init.std: must be a number from 0 to 10, got 11'],
    [{ numerical: { h: 1e-13 } }, 'numerical.h: must be a number from 1e-12 to 1, got 1e-13'],
    [{ hidden: [50, 4097] }, 'hidden[1]: must be an integer from 1 to 4096, got 4097'],
    [{ hidden: [0] }, 'hidden[0]: must be an integer from 1 to 4096, got 0'],
    [{ hidden: Array(9).fill(5) }, 'hidden: must be a list of 0 to 8 layer sizes, got 9'],
    [{ data: { limit: 0 } }, 'data.limit: must be an integer from 1 to 10000000, got 0'],
    [{ data: { limit: 1.5 } }, 'data.limit: must be an integer from 1 to 10000000, got 1.5'],
    [{ data: { limit: { test: 0 } } }, 'data.limit.test: must be an integer from 1 to 10000000, got 0'],
    [{ data: { mirrors: [] } }, 'data.mirrors: must be a list of at least one address, got 0'],
  ])('%j', async (raw, sentence) => {
    expect(await complaintAbout(() => resolveConfig(raw))).toBe(`CONFIG_RANGE: config: ${sentence}`);
  });

  test.each([true, 'all', null, [5]])('data.limit takes a number or a mapping, not %j', async (limit) => {
    const got = { true: 'true', all: '"all"', null: 'null', 5: 'a list' }[String(limit)];
    expect(await complaintAbout(() => resolveConfig({ data: { limit } }))).toBe(
      `CONFIG_TYPE: config: data.limit: must be an integer from 1 to 10000000 or { train: …, test: … }, got ${got}`,
    );
  });

  test('the parameters must fit into a model file', async () => {
    expect(resolveConfig({ hidden: Array(8).fill(1024) }).hidden).toHaveLength(8);
    expect(resolveConfig({ hidden: [4096], precision: 'float64' }).hidden).toEqual([4096]);
    expect(await complaintAbout(() => resolveConfig({ hidden: [4096, 4096] }))).toBe(
      'CONFIG_MEMORY: config: hidden: 20037642 parameters take 77 MiB, limit 47 MiB',
    );
    expect(await complaintAbout(() => resolveConfig({ hidden: Array(8).fill(1024), precision: 'float64' }))).toMatch(
      /^CONFIG_MEMORY: config: hidden: 8161290 parameters take 63 MiB/,
    );
    // too large for images of 784 pixels, but a custom dataset may have smaller images
    expect(resolveConfig({ dataset: 'custom', hidden: [4096, 2900] }).hidden).toEqual([4096, 2900]);
    expect(await complaintAbout(() => resolveConfig({ hidden: [4096, 2900] }))).toMatch(/^CONFIG_MEMORY/);
  });
});

describe('text', () => {
  test.each([
    'https://example.com/mnist/',
    'file:///srv/mnist/',
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://[::1]:9/',
  ])('a mirror: %s', (address) => {
    expect(resolveConfig({ data: { mirrors: [address] } }).data.mirrors).toEqual([address]);
  });

  test.each([
    'http://example.com/',
    'ftp://example.com/',
    'example.com',
    '',
    'C:\\mnist',
    'http://127.0.0.1.example.com/',
    'http://127.0.0.2/',
    'file://server/share',
  ])('not a mirror: %s', async (address) => {
    expect(await complaintAbout(() => resolveConfig({ data: { mirrors: ['https://x/', address] } }))).toBe(
      `CONFIG_VALUE: config: data.mirrors[1]: must be an https: or file: address (http: only on this machine), got "${address}"`,
    );
  });

  test('a mirror must not contain a password, and the message does not show it', async () => {
    const mirrors = ['https://me:secret@example.com/'];
    expect(await complaintAbout(() => resolveConfig({ data: { mirrors } }))).toBe(
      'CONFIG_VALUE: config: data.mirrors[0]: must not contain a user or password, got "https://…@example.com"',
    );
  });

  test.each([
    [{ data: { dir: '' } }, 'data.dir: must be a non-empty path, got ""'],
    [{ output: { dir: 'a\0b' } }, 'output.dir: must be a non-empty path, got "a\\x00b"'],
  ])('%j', async (raw, sentence) => {
    expect(await complaintAbout(() => resolveConfig(raw))).toBe(`CONFIG_VALUE: config: ${sentence}`);
  });

  test('long values are shortened', async () => {
    expect(await complaintAbout(() => resolveConfig({ loss: 'é'.repeat(1000) }))).toBe(
      `CONFIG_VALUE: config: loss: got "${'é'.repeat(39)}…", expected "cross-entropy", "exact", "book" or "mean-squared-error"`,
    );
  });
});

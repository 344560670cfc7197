import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { planResume, planRun, resolveConfig, startRun } from '../../src/index.js';
import type { HealthFacts } from '../../src/training/health/facts.js';
import { workplace } from '../fixtures/run-command.js';
import { tinyDataset, writeFiles } from '../fixtures/tiny-dataset.js';

const { folder, files, json, read, runWarm, write } = workplace();
const place = (path: string) => join(folder, path);

const SETTINGS = { dataset: 'custom', data: { dir: 'data' }, batchSize: 10, iterations: 12 };
const FIRST = { ...SETTINGS, hidden: [5, 4], activation: 'tanh' };

beforeAll(async () => {
  writeFiles(place('data'), tinyDataset({ rows: 6, columns: 5 }).idx, '');
  writeFiles(place('other'), tinyDataset({ rows: 6, columns: 5, seed: 2 }).idx, '');
  writeFiles(place('wide'), tinyDataset({ rows: 6, columns: 6 }).idx, '');
  write('first.json', FIRST);
  await runWarm('mnist-train --config first.json --output first --quiet');
});

/** Writes a config that starts from the first run's model. */
function onward(name: string, changes: object = {}): string {
  write(`${name}.json`, { ...SETTINGS, init: { from: 'first/model.json' }, ...changes });
  return `mnist-train --config ${name}.json --output ${name} --quiet`;
}

const results = (path: string) => ['model.json', 'loss.csv', 'accuracy.csv'].map((name) => read(`${path}/${name}`));

describe('a run from another model', () => {
  test('starts with its parameters, hidden layers and activation', async () => {
    const { code, stderr } = await runWarm(onward('still', { iterations: 1, learningRate: 1e-300 }));
    expect([code, stderr]).toEqual([0, '']);
    const { sha256, architecture } = json('first/model.json');
    expect(json('still/model.json')).toMatchObject({ sha256, architecture });
    expect(json('still/config.json')).toMatchObject({
      hidden: [5, 4],
      activation: 'tanh',
      init: { rng: 'philox', from: 'first/model.json', sha256 },
    });
    // no paths in a model
    expect((json('still/model.json').training as { config: object }).config).toMatchObject({ init: { sha256 } });
    expect(read('still/model.json')).not.toContain('first');
  });

  test('is repeated byte for byte from its config.json, and can train on other data', async () => {
    await runWarm(onward('again', { data: { dir: 'other' }, init: { from: 'first/model.json', rng: 'numpy' } }));
    await runWarm('mnist-train --config again/config.json --output repeated --quiet');
    expect(results('repeated')).toEqual(results('again'));
    expect(json('again/model.json').sha256).not.toBe(json('first/model.json').sha256);
  });

  test('is resumed without the model, to the same bytes', async () => {
    onward('whole');
    writeFileSync(place('copy.json'), readFileSync(place('first/model.json')));
    const config = await planRun(place('whole.json'), {
      init: { from: place('copy.json') },
      data: { dir: place('data') },
    });
    for await (const _ of (await startRun({ ...config, folder: place('whole') })).records());
    const controller = new AbortController();
    const cut = await startRun({ ...config, folder: place('cut') }, { signal: controller.signal });
    for await (const record of cut.records()) if (record.kind === 'loss' && record.iteration === 5) controller.abort();
    rmSync(place('copy.json'));
    for await (const _ of (await startRun(await planResume(place('cut')))).records());
    expect(results('cut')).toEqual(results('whole'));
    // the checkpoint has the health facts of the start
    const [cutHealth, wholeHealth] = ['cut', 'whole'].map((path) => json(`${path}/run.json`).health as HealthFacts);
    expect(cutHealth).toEqual(wholeHealth);
    for (const { startWeights } of cutHealth.layers) expect(startWeights).toBeGreaterThan(0);
  });

  test('is checked by gradcheck at these parameters', async () => {
    onward('checked');
    const check = 'mnist-train gradcheck --config checked.json --samples 5 --steps 1 --json';
    const { code, stdout } = await runWarm(check);
    expect([code, JSON.parse(stdout).net]).toEqual([0, '30-5-4-10 tanh']);
  });
});

describe('refused:', () => {
  const from = 'first/model.json';
  test.each<[string, object, number, string]>([
    [
      'another net',
      { hidden: [6] },
      2,
      `init.from: ${from} is a net of 30-5-4-10 with tanh, this config asks for 30-6-10`,
    ],
    [
      'another activation',
      { activation: 'relu' },
      2,
      `init.from: ${from} is a net of 30-5-4-10 with tanh, this config`,
    ],
    ['other images', { data: { dir: 'wide' } }, 2, 'asks for 36-5-4-10 with tanh'],
    ['init.std', { init: { from, std: 'he' } }, 2, 'init.std: cannot be combined with "from"'],
    ['sha256 alone', { init: { sha256: '0'.repeat(64) } }, 2, 'init.sha256: needs "from", which is missing'],
    ['no hash', { init: { from, sha256: 'x' } }, 2, 'init.sha256: must be 64 hexadecimal digits, got "x"'],
    ['other parameters', { init: { from, sha256: '0'.repeat(64) } }, 2, 'init.sha256 is 000000000000…'],
    ['a model that is not there', { init: { from: 'none.json' } }, 5, 'MODEL_READ: none.json: no such file'],
    ['a config', { init: { from: 'first.json' } }, 5, 'MODEL_FORMAT: first.json: field "format" is missing'],
    ['no path', { init: { from: 5 } }, 2, 'init.from: expected a string, got 5'],
  ])('%s', async (name, changes, expected, says) => {
    const output = name.replaceAll(' ', '-');
    const { code, stderr } = await runWarm(onward(output, changes));
    expect([stderr.split('\n')[0], code]).toEqual([expect.stringContaining(says), expected]);
    expect(stderr).toMatch(/\n {2}hint: .+\n$/);
    expect(files(output)).toEqual([]);
  });

  test('a config in memory without init.sha256', () => {
    expect(() => resolveConfig({ init: { from } })).toThrow('init.from: also needs "sha256"');
  });
});

import { describe, expect, test } from 'vitest';
import { loadConfig, resolveConfig } from '../../src/config/load.js';
import { oneRun, runConfig } from '../../src/config/resolve.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { OPTIMIZERS } from '../../src/training/optimizers/optimizers.js';
import { listed } from '../fixtures/listed.js';
import { complaint, complaintAbout, fault, written } from './complaint.js';

const names = (raw: object, overrides?: ConfigInput) => resolveConfig(raw, overrides).runs?.map(({ name }) => name);

/** The config of each run. */
function alone(raw: object, overrides?: ConfigInput) {
  const config = resolveConfig(raw, overrides);
  return (config.runs ?? []).map((run) => runConfig(config, run));
}

describe('an entry of runs', () => {
  test.each<[string, ConfigInput, ConfigInput, ConfigInput]>([
    ['overrides the config', { hidden: [8], epochs: 2 }, { seed: 7 }, { hidden: [8], epochs: 2, seed: 7 }],
    ['has the default learning rate of its optimizer', {}, { optimizer: 'adam' }, { optimizer: 'adam' }],
    [
      'keeps a learning rate of the config',
      { learningRate: 0.3 },
      { optimizer: 'adam' },
      { learningRate: 0.3, optimizer: 'adam' },
    ],
    ['replaces epochs by iterations', { epochs: 2 }, { iterations: 9 }, { iterations: 9 }],
    [
      'changes a key of a group',
      { init: { rng: 'numpy', std: 1 } },
      { init: { std: 'he' } },
      { init: { rng: 'numpy', std: 'he' } },
    ],
    [
      'changes a key of a choice',
      { optimizer: 'nesterov' },
      { optimizer: { momentum: 0.5 } as never },
      { optimizer: { name: 'nesterov', momentum: 0.5 } },
    ],
    [
      'selects another choice',
      { optimizer: { name: 'adam', beta1: 0.8 } },
      { optimizer: { name: 'momentum', momentum: 0.5 } },
      { optimizer: { name: 'momentum', momentum: 0.5 } },
    ],
    [
      'starts from a model instead of drawn weights',
      { init: { std: 'he' } },
      { init: { from: 'a.json', sha256: '0'.repeat(64) } },
      { init: { from: 'a.json', sha256: '0'.repeat(64) } },
    ],
    ['has no view', { input: { view: 'deslant' } }, { input: { view: 'none' } }, {}],
    [
      'has other teachers',
      { distill: { from: 'a.json', temperature: 4, sha256: ['0'.repeat(64)] } },
      { distill: 'b.json' },
      { distill: { from: 'b.json', temperature: 4 } },
    ],
    [
      'changes a key beside teachers',
      { distill: ['a.json', 'b.json'] },
      { distill: { temperature: 4 } as never },
      { distill: { from: ['a.json', 'b.json'], temperature: 4 } },
    ],
    ['gets the precision that its gradient needs', {}, { gradient: 'numerical' }, { gradient: 'numerical' }],
    ['changes nothing', { seed: 3 }, {}, { seed: 3 }],
  ])('%s', (_, base, entry, expected) => {
    const raw = { ...base, runs: [{ ...entry, name: 'one' }, { batchSize: 7 }] };
    const config = resolveConfig(raw);
    expect(alone(raw)).toEqual([resolveConfig(expected), resolveConfig({ ...base, batchSize: 7 })]);
    expect(oneRun(config)).toEqual(resolveConfig(expected));
    // the content of config.json gives the same runs
    expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test.each<[object, string[]]>([
    [{ seeds: [3, 4_000_000_000] }, ['seed-3', 'seed-4000000000']],
    [{ runs: [{}, { optimizer: 'adam', seed: 1 }, { seed: 1 }] }, ['base', 'optimizer-adam-seed-1', 'seed-1']],
    [
      { runs: [{ hidden: [100, 50], learningRate: 0.05 }, { hidden: [] }] },
      ['hidden-100-50-learningRate-0.05', 'hidden-none'],
    ],
    [{ runs: [{ init: { std: 'he' } }, { weightDecay: 1e-5 }] }, ['std-he', 'weightDecay-0.00001']],
    [
      { runs: [{ optimizer: { name: 'momentum', momentum: 0.8 } }, { augment: { elastic: { alpha: 36, sigma: 5 } } }] },
      ['optimizer-momentum-0.8', 'alpha-36-sigma-5'],
    ],
    [
      { runs: [{ init: { from: '../ä/m x.json', sha256: '0'.repeat(64) } }] },
      [`from-m-x-json-sha256-${'0'.repeat(60)}`.slice(0, 60)],
    ],
    [
      { seeds: [1, 2], runs: [{ name: 'plain' }, { optimizer: 'adam' }] },
      ['plain-seed-1', 'plain-seed-2', 'optimizer-adam-seed-1', 'optimizer-adam-seed-2'],
    ],
    // the names without seeds are equal after the cut
    [
      {
        seeds: [1, 2],
        runs: [1, 2].map((n) => ({
          hidden: Array(8).fill(1000),
          augment: { rotation: 1.25, shear: 1.5, scale: 0.1, shift: n },
        })),
      },
      ['', '-2'].flatMap((end) =>
        [1, 2].map((seed) => `hidden-1000-1000-1000-1000-1000-1000-1000-1000-rotation-1.25${end}-seed-${seed}`),
      ),
    ],
    // long names are cut off, perhaps where they differ
    [
      {
        runs: [1, 2].map((n) => ({
          hidden: Array(8).fill(1000),
          augment: { rotation: 1.25, shear: 1.5, scale: 0.1, shift: n },
        })),
      },
      ['', '-2'].map((end) => `hidden-1000-1000-1000-1000-1000-1000-1000-1000-rotation-1.25${end}`),
    ],
  ])('names its folder: %j', (raw, expected) => {
    expect(names(raw)).toEqual(expected);
    expect(resolveConfig(JSON.parse(JSON.stringify(resolveConfig(raw))))).toEqual(resolveConfig(raw));
  });
});

test('seeds are runs that differ in the seed', () => {
  const seeds = resolveConfig({ seeds: [1, 2], hidden: [8] });
  expect(seeds).toEqual(resolveConfig({ runs: [{ seed: 1 }, { seed: 2 }], hidden: [8] }));
  expect(seeds.seed).toBe(1);
});

test('every run is repeated with every seed', () => {
  expect(alone({ seeds: [1, 2], runs: [{ hidden: [8] }, {}] })).toEqual([
    ...[1, 2].map((seed) => resolveConfig({ seed, hidden: [8] })),
    ...[1, 2].map((seed) => resolveConfig({ seed })),
  ]);
});

describe('overrides win over runs', () => {
  test.each<[object, ConfigInput, string[] | undefined]>([
    [{ runs: [{ optimizer: 'sgd' }, { optimizer: 'momentum' }] }, { optimizer: 'adam' }, undefined],
    [
      {
        runs: [
          { optimizer: 'sgd', seed: 1 },
          { optimizer: 'momentum', seed: 1 },
        ],
      },
      { optimizer: 'adam' },
      ['seed-1'],
    ],
    [{ runs: [{ optimizer: 'sgd' }, { name: 'mine', hidden: [8] }] }, { optimizer: 'adam' }, ['base', 'mine']],
    [{ seeds: [1, 2], runs: [{ hidden: [8] }, { hidden: [9] }] }, { hidden: [7] }, ['seed-1', 'seed-2']],
    [{ seeds: [1, 2], runs: [{ hidden: [8] }, { hidden: [9] }] }, { seed: 5 }, ['hidden-8', 'hidden-9']],
    [{ runs: [{ name: 'plain' }, { optimizer: 'adam' }] }, { optimizer: 'adam' }, undefined],
    [{ runs: [{ epochs: 2 }, { iterations: 50 }] }, { epochs: 3 }, undefined],
    [{ runs: [{ init: { std: 'he', rng: 'numpy' } }, {}] }, { init: { std: 1 } }, ['rng-numpy', 'base']],
    [{ seeds: [1, 2] }, { seed: 2 }, undefined],
    [resolveConfig({ seeds: [1, 2] }), { seed: 2 }, undefined],
    [{ seeds: [4] }, { hidden: [7] }, ['seed-4']],
  ])('%j under %j', (raw, overrides, expected) => {
    expect(names(raw, overrides)).toEqual(expected);
    const [key] = Object.keys(overrides) as (keyof ConfigInput & keyof ReturnType<typeof resolveConfig>)[];
    const made = alone(raw, overrides);
    for (const config of made.length > 0 ? made : [resolveConfig(raw, overrides)]) {
      if (key !== 'init') expect(config[key]).toEqual(resolveConfig(overrides)[key]);
    }
  });
});

describe('mistakes', () => {
  test('in entries are reported together, with line and column', async () => {
    const yaml = `runs:
  - { optimizer: adm }
  - hidden: [5, 0]
    optimiser: sgd
  - 3
  - { learningRate: 0.1, schedule: { name: cosine, minimum: 0.2 } }
  - { name: con, data: { dir: x } }
batchSize: 0
`;
    expect(await complaint('r.yaml', yaml)).toBe(
      `CONFIG: r.yaml: 8 problems
  2:18: runs[0].optimizer: got "adm", expected OPTIMIZERS; did you mean "adam"?
  3:17: runs[1].hidden[1]: must be an integer from 1 to 4096, got 0
  4:5: runs[1]: unknown key "optimiser"; did you mean "optimizer"?
  5:5: runs[2]: expected a mapping, got 3
  6:61: runs[3].schedule.minimum: must not be above "learningRate", from which the schedule descends
  7:13: runs[4].name: is the name of a file or a device; choose another one
  7:18: runs[4].data: cannot differ between runs
  8:12: batchSize: must be an integer from 1 to 10000000, got 0`.replace('OPTIMIZERS', listed(Object.keys(OPTIMIZERS))),
    );
  });

  test('that an entry causes in another key are reported at the entry', async () => {
    expect(
      await complaint(
        'r.yaml',
        'schedule: { name: cosine, minimum: 0.05 }\nruns:\n  - {}\n  - { learningRate: 0.01 }\n',
      ),
    ).toBe(
      'CONFIG_VALUE: r.yaml:4:5: runs[1].schedule.minimum: must not be above "learningRate", from which the schedule descends',
    );
  });

  test.each<[object, string]>([
    [{ runs: [] }, 'CONFIG_RANGE: config: runs: must be a list of 1 to 100 runs, got 0'],
    [{ runs: 3 }, 'CONFIG_TYPE: config: runs: expected a list, got 3'],
    [{ runs: [{ name: 1 }] }, 'CONFIG_TYPE: config: runs[0].name: expected a string, got 1'],
    [{ runs: [{ name: '../x' }] }, 'runs[0].name: must be a name of letters, digits, "-", "_" and ".", got "../x"'],
    [{ runs: [{ name: 'runs.csv' }] }, 'runs[0].name: is the name of a file or a device; choose another one'],
    [{ runs: [{ name: 'a' }, { name: 'A', seed: 1 }] }, 'runs[1].name: is also the name of runs[0]'],
    [{ runs: [{ hidden: [8] }, { seed: 1 }, { hidden: [8] }] }, 'runs[2]: is the same run as runs[0]'],
    [{ runs: [{}, { optimizer: 'sgd' }] }, 'runs[1]: is the same run as runs[0]'],
    [
      { runs: [{ seed: 1 }, { hidden: [8] }], seeds: [2] },
      'runs[0].seed: cannot be combined with "seeds"; keep one of the two',
    ],
    [{ runs: [{ dataset: 'strokes' }] }, 'runs[0].dataset: cannot differ between runs'],
    [{ runs: [{ runs: [{}] }] }, 'runs[0].runs: cannot differ between runs'],
    [
      { seeds: Array.from({ length: 51 }, (_, n) => n), runs: [{}, { hidden: [8] }] },
      'runs: 2 runs with 51 seeds each are 102, at most 100',
    ],
  ])('%j', async (raw, sentence) => {
    expect(await complaintAbout(() => resolveConfig(raw))).toContain(sentence);
  });

  test('a key that must be the same in all runs is reported with a hint', async () => {
    const { hint } = await fault(() => resolveConfig({ runs: [{ report: true }] }));
    expect(hint).toBe('write it once, outside of "runs"');
  });
});

test('a config.json of an earlier version, with `seeds`, is accepted', async () => {
  const earlier = { ...JSON.parse(JSON.stringify(resolveConfig({ seed: 3 }))), seeds: [3, 4] };
  expect(await loadConfig(written('config.json', JSON.stringify(earlier)))).toEqual(resolveConfig({ seeds: [3, 4] }));
});

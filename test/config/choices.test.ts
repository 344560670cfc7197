import { describe, expect, expectTypeOf, test } from 'vitest';
import { loadConfig, resolveConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import { namesIn } from '../../src/documents/choices.js';
import type { WeightStd } from '../../src/network/initialise.js';
import type { OptimizerSettings } from '../../src/training/optimizers/optimizers.js';
import { OPTIMIZERS as OPTIMIZER_TABLE } from '../../src/training/optimizers/optimizers.js';
import type { ScheduleSettings } from '../../src/training/schedule.js';
import { SCHEDULES as SCHEDULE_TABLE } from '../../src/training/schedule.js';
import { listed } from '../fixtures/listed.js';
import { complaint, complaintAbout, fault, written } from './complaint.js';

describe('optimizer and schedule', () => {
  test.each<[ConfigInput, object]>([
    [{}, { optimizer: { name: 'sgd' }, schedule: { name: 'constant' } }],
    [{ optimizer: 'sgd' }, { optimizer: { name: 'sgd' } }],
    [{ optimizer: 'momentum' }, { optimizer: { name: 'momentum', momentum: 0.9 } }],
    [{ optimizer: 'nesterov' }, { optimizer: { name: 'nesterov', momentum: 0.9 } }],
    [{ optimizer: 'adagrad' }, { optimizer: { name: 'adagrad' } }],
    [{ optimizer: 'rmsprop' }, { optimizer: { name: 'rmsprop', decayRate: 0.99 } }],
    [{ optimizer: 'adam' }, { optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 } }],
    [{ optimizer: { name: 'adam' } }, { optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 } }],
    [{ optimizer: { name: 'adam', beta1: 0 } }, { optimizer: { name: 'adam', beta1: 0, beta2: 0.999 } }],
    [{ optimizer: { name: 'adam', beta2: undefined } }, { optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 } }],
    [{ optimizer: { momentum: 0.5, name: 'nesterov' } }, { optimizer: { name: 'nesterov', momentum: 0.5 } }],
    [{ schedule: 'step' }, { schedule: { name: 'step', every: 5, factor: 0.5 } }],
    [{ schedule: { name: 'step', factor: 0.1 } }, { schedule: { name: 'step', every: 5, factor: 0.1 } }],
    [{ schedule: 'cosine' }, { schedule: { name: 'cosine', minimum: 0, warmup: 0 } }],
    [{ schedule: { name: 'cosine', warmup: 0.5 } }, { schedule: { name: 'cosine', minimum: 0, warmup: 0.5 } }],
    [
      { schedule: { name: 'cosine', minimum: 0.1 } }, // as large as the learning rate
      { schedule: { name: 'cosine', minimum: 0.1, warmup: 0 } },
    ],
  ])('%j is %j in full, frozen, and resolves to itself', (raw, expected) => {
    const config = resolveConfig(raw);
    for (const [key, value] of Object.entries(expected)) expect(config[key as 'optimizer']).toStrictEqual(value);
    expect([config.optimizer, config.schedule].every(Object.isFrozen)).toBe(true);
    expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  test.each(Object.entries(OPTIMIZER_TABLE))('%s has its own default learning rate', (name, row) => {
    const optimizer = name as keyof typeof OPTIMIZER_TABLE;
    for (const config of [
      resolveConfig({ optimizer }),
      resolveConfig({ optimizer: { name: optimizer } }),
      resolveConfig({}, { optimizer }),
    ]) {
      expect(config.learningRate).toBe(row.learningRate);
      // the order of the keys affects the bytes of a model file
      expect(Object.keys(config)).toEqual(Object.keys(resolveConfig({ learningRate: 0.1 })));
    }
    expect(resolveConfig({ learningRate: 0.25 }, { optimizer }).learningRate).toBe(0.25);
    expect(resolveConfig({ optimizer }, { learningRate: 0.25 }).learningRate).toBe(0.25);
  });

  test('have the types that training expects', () => {
    const config = resolveConfig({});
    expectTypeOf(config.optimizer).toExtend<OptimizerSettings>();
    expectTypeOf(config.schedule).toExtend<ScheduleSettings>();
    expectTypeOf(config.init.std).toEqualTypeOf<WeightStd | undefined>();
  });

  test('the name in a flag replaces the optimizer of the file with its keys', async () => {
    const file = written('o.yaml', 'optimizer: {name: momentum, momentum: 0.5}\nschedule: step\n');
    expect(await loadConfig(file, { optimizer: 'adam' })).toMatchObject({
      optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 },
      schedule: { name: 'step' },
    });
    expect(await complaint('o.yaml', 'seed: 1', { optimizer: 'adm' as 'adam' })).toBe(
      `CONFIG_VALUE: o.yaml: optimizer: got "adm", expected ${OPTIMIZERS}; did you mean "adam"? (from a flag or the environment)`,
    );
  });
});

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`);
const OPTIMIZERS = listed(namesIn(OPTIMIZER_TABLE));
const SCHEDULES = listed(namesIn(SCHEDULE_TABLE));
/** The optimizers that have a key, as messages list them. */
const owners = (key: string) => {
  const rows = Object.entries(OPTIMIZER_TABLE).filter(([, { keys }]) => key in keys);
  return quoted(rows.map(([name]) => name)).join(' and ');
};

describe('refused', () => {
  test.each([
    [
      { optimizer: 'adamm' },
      `CONFIG_VALUE: config: optimizer: got "adamm", expected ${OPTIMIZERS}; did you mean "adam"?`,
    ],
    [{ optimizer: 'toString' }, `CONFIG_VALUE: config: optimizer: got "toString", expected ${OPTIMIZERS}`],
    [{ optimizer: 5 }, `CONFIG_TYPE: config: optimizer: got 5, expected ${OPTIMIZERS}`],
    [{ optimizer: null }, `CONFIG_TYPE: config: optimizer: got null, expected ${OPTIMIZERS}`],
    [{ optimizer: ['adam'] }, `CONFIG_TYPE: config: optimizer: got a list, expected ${OPTIMIZERS}`],
    [{ optimizer: {} }, `CONFIG_TYPE: config: optimizer.name: is missing, expected ${OPTIMIZERS}`],
    [
      { optimizer: { name: 'adan' } },
      `CONFIG_VALUE: config: optimizer.name: got "adan", expected ${OPTIMIZERS}; did you mean "adam"?`,
    ],
    [
      { optimizer: { name: 'momentum', beta1: 0.5 } },
      `CONFIG_VALUE: config: optimizer.beta1: belongs to ${owners('beta1')}; "momentum" has only momentum`,
    ],
    [
      { optimizer: { name: 'sgd', momentum: 0.9 } },
      'CONFIG_VALUE: config: optimizer.momentum: belongs to "momentum" and "nesterov"; "sgd" has no keys of its own',
    ],
    [
      { optimizer: { name: 'adam', momentum: 0.9, decayRate: 0.9 } },
      'CONFIG: config: 2 problems\n' +
        '  optimizer.momentum: belongs to "momentum" and "nesterov"; "adam" has only beta1 and beta2\n' +
        '  optimizer.decayRate: belongs to "rmsprop"; "adam" has only beta1 and beta2',
    ],
    [
      { optimizer: { name: 'adam', beta1: 1 } },
      'CONFIG_RANGE: config: optimizer.beta1: must be a number from 0 and below 1, got 1',
    ],
    [
      { optimizer: { name: 'adam', beta1: '0.9' } },
      'CONFIG_TYPE: config: optimizer.beta1: expected a number, got the string "0.9"',
    ],
    [
      { optimizer: { name: 'rmsprop', decayRate: Number.NaN } },
      'CONFIG_VALUE: config: optimizer.decayRate: must be a finite number, got NaN',
    ],
    [
      { optimizer: { name: 'adam', beta: 0.9 } },
      'CONFIG_KEY: config: unknown key "beta" in optimizer; did you mean "beta1"?',
    ],
    [
      { optimizer: { name: 'adam', lr: 0.9 } },
      'CONFIG_KEY: config: unknown key "lr" in optimizer; did you mean "learningRate" at the top level?',
    ],
    [
      { schedule: 'cosin' },
      `CONFIG_VALUE: config: schedule: got "cosin", expected ${SCHEDULES}; did you mean "cosine"?`,
    ],
    [
      { schedule: { name: 'step', every: 1.5 } },
      'CONFIG_RANGE: config: schedule.every: must be an integer from 1 to 10000, got 1.5',
    ],
    [
      { schedule: { name: 'step', factor: 0 } },
      'CONFIG_RANGE: config: schedule.factor: must be a number above 0 and at most 1, got 0',
    ],
    [
      { schedule: { name: 'step', warmup: 2 } },
      'CONFIG_VALUE: config: schedule.warmup: belongs to "cosine"; "step" has only every and factor',
    ],
    [
      { schedule: { name: 'cosine', minimum: 0.2 } },
      'CONFIG_VALUE: config: schedule.minimum: must not be above "learningRate", from which the schedule descends',
    ],
    [
      { schedule: { name: 'cosine', step_size: 2 } },
      'CONFIG_KEY: config: unknown key "step_size" in schedule; did you mean "every"?',
    ],
    [{ weightDecay: -1e-4 }, 'CONFIG_RANGE: config: weightDecay: must be a number from 0 to 100, got -0.0001'],
    [{ weightDecay: '1e-4' }, 'CONFIG_TYPE: config: weightDecay: expected a number, got the string "1e-4"'],
    [
      { init: { std: 'hee' } },
      'CONFIG_VALUE: config: init.std: must be a number from 0 to 10, "xavier" or "he", got "hee"',
    ],
    [
      { init: { std: null } },
      'CONFIG_VALUE: config: init.std: must be a number from 0 to 10, "xavier" or "he", got null',
    ],
    [
      { init: { std: ['he'] } },
      'CONFIG_VALUE: config: init.std: must be a number from 0 to 10, "xavier" or "he", got a list',
    ],
    [{ init: { std: -0.01 } }, 'CONFIG_RANGE: config: init.std: must be a number from 0 to 10, got -0.01'],
  ])('%j', async (raw, printed) => {
    expect(await complaintAbout(() => resolveConfig(raw))).toBe(printed);
  });

  test('with line and column in the file', async () => {
    expect(await complaint('c.yaml', 'seed: 1\noptimizer:\n  name: momentum\n  beta2: 0.9\n')).toBe(
      `CONFIG_VALUE: c.yaml:4:10: optimizer.beta2: belongs to ${owners('beta2')}; "momentum" has only momentum`,
    );
    expect(await complaint('c.json', '{"schedule": {"name": "cosine", "minimun": 0}}')).toBe(
      'CONFIG_KEY: c.json:1:33: unknown key "minimun" in schedule; did you mean "minimum"?',
    );
  });

  test('together with all other mistakes', async () => {
    const { message } = await fault(() =>
      resolveConfig({ optimizer: { name: 'sgd', beta1: 2 }, schedule: 'x', weightDecay: -1, init: { std: 'x' } }),
    );
    expect(message.split('\n')).toHaveLength(1 + 4);
  });
});

test.each<[WeightStd, number]>([
  ['xavier', 0],
  ['he', 0.1],
  [0.5, 100],
  [0, 0],
])('init.std %s and weightDecay %d', (std, weightDecay) => {
  expect(resolveConfig({ init: { std }, weightDecay })).toMatchObject({ init: { std }, weightDecay });
});

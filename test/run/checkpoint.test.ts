import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { values } from '../../src/array.js';
import { createEngine, type EngineName } from '../../src/engine/create-engine.js';
import { TrainerError } from '../../src/errors.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { type Checkpoint, checkpointFromJson, checkpointToJson } from '../../src/run/checkpoint.js';
import { readCheckpoint } from '../../src/run/checkpoint-files.js';
import type { OptimizerSettings } from '../../src/training/optimizers/optimizers.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { TrainingState } from '../../src/training/records.js';
import { type TrainingControl, train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const PIXELS = 30;
const random = new Philox(1, 0);
const half = (count: number) => ({
  images: Uint8Array.from({ length: count * PIXELS }, () => (random.integer(2) ? random.integer(256) : 0)),
  labels: Uint8Array.from({ length: count }, () => random.integer(10)),
  count,
});
const dataset = {
  name: 'custom' as const,
  rows: 1,
  columns: PIXELS,
  classes: 10,
  hashes: {},
  train: half(47),
  test: half(5),
};

const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  numerical: {},
  sampling: 'shuffle',
  batchSize: 10,
  learningRate: 0.01,
  schedule: { name: 'cosine', minimum: 0, warmup: 2 },
  iterations: 40,
  evaluateEvery: 9,
};

/** Trains, from a checkpoint if one is given. Returns the results, bit for bit, and the text of every checkpoint. */
async function run(
  options: Partial<TrainingOptions>,
  engineName: EngineName,
  text?: string,
  control: TrainingControl & { onProgress?: (iteration: number | undefined) => void } = {},
  dropout = 0,
) {
  const engine = createEngine(engineName, 'float32');
  const architecture = { input: PIXELS, hidden: [6], output: 10, activation: 'sigmoid' } as const;
  const network = new Network(engine, architecture, { dropout: { ratio: dropout, seed: 2 } });
  network.initialise(new Philox(2, 1), 0.1);
  const from = text === undefined ? undefined : checkpointFromJson(text, 'c.json').state;
  const all = { ...OPTIONS, ...options };
  const checkpoints = new Map<number, string>();
  const rows: string[] = [];
  const data = loadInto(engine, dataset, { validation: options.keep || options.patience ? 10 : 0 });
  const records = train(network, data, all, new Philox(2, 2), {
    from,
    isCheckpointDue: () => true,
    ...control,
  });
  for await (const record of records) {
    if (record.kind === 'checkpoint')
      checkpoints.set(record.state.iteration, checkpointToJson(checkpointOf(record.state)));
    else if (record.kind === 'progress') control.onProgress?.([...checkpoints.keys()].at(-1));
    else rows.push(JSON.stringify(record));
  }
  const parameters = Object.values(network.params).map((array) => Array.from(values(array)));
  return { rows, parameters, checkpoints };
}

const LENGTHS = { 'loss.csv': 5, 'accuracy.csv': 7 };

function checkpointOf(state: TrainingState): Checkpoint {
  return { state, settings: { config: {} }, outcome: { iterations: state.iteration }, lengths: LENGTHS };
}

const OPTIMIZERS: OptimizerSettings[] = [
  { name: 'sgd' },
  { name: 'momentum', momentum: 0.9 },
  { name: 'nesterov', momentum: 0.9 },
  { name: 'adagrad' },
  { name: 'rmsprop', decayRate: 0.99 },
  { name: 'adam', beta1: 0.9, beta2: 0.999 },
];

describe.each<EngineName>(['simd', 'reference'])('%s engine', (engine) => {
  test.each(OPTIMIZERS)('a run resumed from any checkpoint has the same bits: $name', async (optimizer) => {
    const whole = await run({ optimizer }, engine);
    expect([...whole.checkpoints.keys()]).toEqual(Array.from({ length: 39 }, (_, i) => i + 1));
    for (const iteration of [1, 4, 5, 6, 17, 39]) {
      const rest = await run({ optimizer }, engine, whole.checkpoints.get(iteration));
      expect(rest.parameters).toEqual(whole.parameters);
      const isAfter = (row: string) => JSON.parse(row).iteration > iteration;
      expect(rest.rows).toEqual(whole.rows.filter(isAfter));
      for (const [at, text] of rest.checkpoints) expect(text).toBe(whole.checkpoints.get(at));
    }
  });
});

test('a resumed run has the same bits with dropout, a moving average and losses recorded before the update', async () => {
  const options = { movingAverage: 0.9, recordLoss: 'before' } as const;
  const whole = await run(options, 'simd', undefined, {}, 0.3);
  for (const iteration of [1, 17, 39]) {
    const rest = await run(options, 'simd', whole.checkpoints.get(iteration), {}, 0.3);
    expect(rest.parameters).toEqual(whole.parameters);
    for (const [at, text] of rest.checkpoints) expect(text).toBe(whole.checkpoints.get(at));
  }
  const without = await run({ recordLoss: 'before' }, 'simd', undefined, {}, 0.3);
  const averaged = whole.checkpoints.get(20) ?? '';
  await expect(run({ recordLoss: 'before' }, 'simd', averaged, {}, 0.3)).resolves.toMatchObject({
    parameters: without.parameters,
  });
  await expect(run(options, 'simd', without.checkpoints.get(20), {}, 0.3)).rejects.toThrow('W1 is not of this net');
});

test.each<Partial<TrainingOptions>>([{ keep: 'best' }, { patience: 3 }, { keep: 'best', patience: 3 }])(
  'so it does with %j',
  async (options) => {
    const whole = await run(options, 'simd');
    for (const iteration of [1, 17]) {
      const rest = await run(options, 'simd', whole.checkpoints.get(iteration));
      expect(rest.parameters).toEqual(whole.parameters);
      for (const [at, text] of rest.checkpoints) expect(text).toBe(whole.checkpoints.get(at));
    }
    const other = await run({ patience: 9 }, 'simd');
    const resumed = run({ keep: 'best' }, 'simd', other.checkpoints.get(2));
    await expect(resumed).rejects.toThrow('the checkpoint is not of this run: W1 is not of this net');
  },
);

test('keep: best is refused without held-out images', () => {
  const engine = createEngine('reference', 'float32');
  const network = new Network(engine, { input: PIXELS, hidden: [], output: 10, activation: 'relu' });
  const data = loadInto(engine, dataset);
  expect(() => train(network, data, { ...OPTIONS, keep: 'best' }, new Philox(2, 2))).toThrow(
    'keep: best and patience need held-out images',
  );
});

test.each([
  ['third', 2, {}],
  ['first', undefined, {}],
  ['first', undefined, { keep: 'best' }],
] as const)('a resumed run repeats a numerical step that was abandoned, the %s, with %j', async (_, done, more) => {
  const options = { gradient: 'numerical', numerical: { algorithm: 'full' }, iterations: 4, ...more } as const;
  const whole = await run(options, 'reference');
  const stop = new AbortController();
  const onProgress = (iteration: number | undefined) => iteration === done && stop.abort();
  const cut = await run(options, 'reference', undefined, { signal: stop.signal, onProgress });
  const [last] = [...cut.checkpoints.keys()].slice(-1);
  expect(last).toBe(done ?? 0);
  const rest = await run(options, 'reference', cut.checkpoints.get(last));
  expect(rest.parameters).toEqual(whole.parameters);
  expect([...cut.rows, ...rest.rows]).toEqual(whole.rows);
});

describe('a checkpoint file', async () => {
  const { checkpoints } = await run({ optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 } }, 'simd');
  const text = checkpoints.get(12) ?? '';
  const error = (broken: string) => {
    try {
      checkpointFromJson(broken, 'c.json');
    } catch (error) {
      if (error instanceof TrainerError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'none';
  };

  test('is read back unchanged', () => {
    expect(checkpointToJson(checkpointFromJson(text, 'c.json'))).toBe(text);
  });

  test('is refused if any byte is changed or missing', () => {
    for (let place = 0; place < text.length - 1; place += 7) {
      const other = String.fromCharCode(text.charCodeAt(place) ^ 1);
      expect(error(text.slice(0, place) + other + text.slice(place + 1))).toMatch(/^RESUME_CHECKPOINT: c\.json: /);
      expect(error(text.slice(0, place))).toMatch(/^RESUME_CHECKPOINT: c\.json: not a whole JSON document$/);
    }
  });

  test.each([
    ['null', /format/],
    ['[]', /"format" is undefined/],
    ['{"format":"mnist-train-model"}', /"format" is "mnist-train-model"/],
    ['{"format":"mnist-train-checkpoint","version":2}', /version 2 is newer than this program supports \(1\)/],
    ['{"format":"mnist-train-checkpoint","version":1}', /sha256/],
  ])('%s', (broken, says) => {
    expect(error(broken)).toMatch(says);
  });

  test('of another net or optimizer is refused', async () => {
    await expect(run({ optimizer: { name: 'adagrad' } }, 'simd', text)).rejects.toThrow(
      'the checkpoint is not of this run: h.W1 is not of this net',
    );
    await expect(run({ sampling: 'replacement' }, 'simd', text)).rejects.toThrow(
      'the checkpoint is not of this run: 2 batches of an epoch cannot be taken',
    );
  });
});

test('checkpoints that cannot be read are named, the newest first', async () => {
  const folder = temporaryFolder();
  expect(await readCheckpoint(folder)).toBeUndefined();
  const paths = ['checkpoint-1000000.json', 'checkpoint-000900.json'].map((name) => join(folder, name));
  for (const path of paths) mkdirSync(path);
  await expect(readCheckpoint(folder)).rejects.toMatchObject({
    code: 'RESUME_CHECKPOINT',
    message: paths.map((path) => `${path}: is a folder`).join('; '),
  });
});

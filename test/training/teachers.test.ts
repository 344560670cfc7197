import { expect, test } from 'vitest';
import { copy } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { Distillation } from '../../src/layers/distillation.js';
import { SoftmaxWithLoss } from '../../src/layers/softmax-with-loss.js';
import { Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { trainingImages } from '../../src/training/distorted-images.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { TrainingRecord, TrainingState } from '../../src/training/records.js';
import { Teachers } from '../../src/training/teachers.js';
import { type TrainingControl, train } from '../../src/training/train.js';
import { loadInto, takeBatch } from '../../src/training/training-data.js';
import { flat, largestDifference } from '../fixtures/arrays.js';
import { CLASSES, patterns } from '../fixtures/patterns.js';

const AUGMENT = { elastic: { alpha: 4, sigma: 1.5 }, rotation: 10, shear: 5, scale: 0.1, shift: 0.3, seed: 7 };
const OPTIONS: TrainingOptions = {
  gradient: 'backprop',
  sampling: 'shuffle',
  batchSize: 8, // 60 images: the last of an epoch's eight batches has four
  learningRate: 0.1,
  iterations: 20,
  evaluateEvery: 20,
};
const dataset = patterns();

function net(engine: Engine, seed: number, lastLayer = new SoftmaxWithLoss(engine)): Network {
  const network = new Network(engine, { input: 12, hidden: [6], output: CLASSES, activation: 'relu' }, { lastLayer });
  network.initialise(new Philox(seed, 1), 0.8);
  return network;
}

function setUp(engine: Engine, weight = 0.9, temperature = 3) {
  const lastLayer = new Distillation(engine, new SoftmaxWithLoss(engine), { temperature, weight });
  const network = new Network(engine, { input: 12, hidden: [6], output: CLASSES, activation: 'relu' }, { lastLayer });
  network.initialise(new Philox(5, 1), 0.3);
  const teachers = new Teachers(engine, [{ networks: [1, 2, 3].map((seed) => net(engine, seed)) }], temperature);
  return { network, data: { ...loadInto(engine, dataset, { keepImages: true }), teachers } };
}

async function run(
  { network, data }: { network: Network; data: ReturnType<typeof loadInto> },
  options: Partial<TrainingOptions> = {},
  control: TrainingControl = {},
) {
  const losses: number[] = [];
  let state: TrainingState | undefined;
  const records: AsyncGenerator<TrainingRecord> = train(
    network,
    data,
    { ...OPTIONS, ...options },
    new Philox(5, 2),
    control,
  );
  for await (const record of records) {
    if (record.kind === 'loss') losses.push(record.loss);
    if (record.kind !== 'checkpoint') continue;
    state = record.state;
    break;
  }
  return { losses, state, parameters: Object.values(network.params).map(flat) };
}

test('the probabilities of teachers are their mean at a temperature', () => {
  const engine = createReferenceEngine('float64');
  const { train } = loadInto(engine, dataset);
  const index = Int32Array.of(3, 14, 15);
  const { x } = takeBatch(train, index);
  const mean = new Float64Array(index.length * CLASSES);
  for (const seed of [1, 2, 3]) {
    const s = copy(net(engine, seed).scores(x));
    for (let n = 0; n < index.length; n++) {
      const exponentials = Array.from({ length: CLASSES }, (_, k) => Math.exp(s.get(n, k) / 2));
      const sum = exponentials.reduce((a, b) => a + b);
      for (const [k, e] of exponentials.entries()) mean[n * CLASSES + k] += e / sum / 3;
    }
  }
  const networks = [1, 2, 3].map((seed) => net(engine, seed));
  const q = new Teachers(engine, [{ networks }], 2).probabilities(x, index, 1);
  expect(largestDifference(q, [...mean])).toBeLessThan(1e-15);
});

test('teachers with different views get the same distorted copies', () => {
  const engine = createSimdEngine();
  const inverted = { ...dataset, train: { ...dataset.train, images: dataset.train.images.map((byte) => 255 - byte) } };
  const shows = [dataset, inverted].map((set) => {
    const { train } = loadInto(engine, set, { keepImages: true });
    return trainingImages(engine, train, { ...AUGMENT, elastic: undefined, rotation: 0 }, 8);
  });
  const index = Int32Array.of(5, 6, 7);
  const say = (groups: readonly (readonly [seed: number, show: number])[]) => {
    const made = groups.map(([seed, show]) => ({
      networks: [net(engine, seed)],
      ...(show > 0 && { images: shows[show] }),
    }));
    return flat(new Teachers(engine, made, 1).probabilities(shows[0].show(index, 4), index, 4));
  };
  const [plain, other] = [say([[1, 0]]), say([[2, 1]])];
  const both = say([
    [1, 0],
    [2, 1],
  ]);
  expect(other).not.toEqual(say([[2, 0]]));
  expect(
    largestDifference(
      both,
      plain.map((p, i) => (p + other[i]) / 2),
    ),
  ).toBeLessThan(1e-7);
});

test.each([undefined, AUGMENT])('any number of threads gives the same bytes, with augment %j', async (augment) => {
  const one = await run(setUp(createSimdEngine()), { augment });
  for (const threads of [2, 3]) {
    expect(await run(setUp(createSimdEngine('float32', { threads })), { augment })).toEqual(one);
  }
});

test.each([undefined, AUGMENT])('a run continues from a checkpoint bit for bit, with augment %j', async (augment) => {
  const whole = await run(setUp(createSimdEngine()), { augment });
  const first = await run(setUp(createSimdEngine()), { augment }, { isCheckpointDue: (iteration) => iteration === 9 });
  const rest = await run(setUp(createSimdEngine()), { augment }, { from: first.state });
  expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
  expect(rest.parameters).toEqual(whole.parameters);
});

test('both engines give nearly the same losses', async () => {
  const [ours, plain] = [await run(setUp(createSimdEngine('float64'))), await run(setUp(createReferenceEngine()))];
  expect(largestDifference(ours.losses, plain.losses)).toBeLessThan(1e-12);
});

test('teachers of weight 0 change nothing', async () => {
  const { network, data } = setUp(createSimdEngine(), 0);
  const taught = await run({ network, data });
  const plain = net(createSimdEngine(), 5);
  plain.initialise(new Philox(5, 1), 0.3);
  expect(await run({ network: plain, data: loadInto(plain.engine, dataset) })).toEqual(taught);
});

test('numerical gradients give nearly the same parameters', async () => {
  const exact = await run(setUp(createSimdEngine('float64')), { iterations: 3 });
  const numerical = { gradient: 'numerical', numerical: { algorithm: 'full', h: 1e-5 } } as const;
  const differences = await run(setUp(createSimdEngine('float64')), { iterations: 3, ...numerical });
  for (const [i, values] of exact.parameters.entries()) {
    expect(largestDifference(values, differences.parameters[i])).toBeLessThan(1e-8);
  }
});

test('with weight 1, a net approaches its teachers although the labels are wrong', async () => {
  const engine = createSimdEngine();
  const { network, data } = setUp(engine, 1, 1);
  const index = Int32Array.from({ length: 60 }, (_, i) => i);
  const { x } = takeBatch(data.train, index);
  const distance = () => largestDifference(network.predict(x), data.teachers.probabilities(x, index, 1));
  const before = distance();
  const wrong = { ...data.train, labels: data.train.labels.map((label) => (label + 1) % CLASSES) };
  await run({ network, data: { ...data, train: wrong } }, { iterations: 400 });
  expect(distance()).toBeLessThan(0.7 * before);
});

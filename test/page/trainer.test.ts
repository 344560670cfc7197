import { expect, test } from 'vitest';
import { resolveConfig } from '../../src/config/resolve.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { generateStrokes, type StrokesSplit } from '../../src/dataset/strokes/strokes.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { Network } from '../../src/network/network.js';
import { pageHost } from '../../src/page/trainer/host.js';
import type { FromWorker, Progress } from '../../src/page/trainer/messages.js';
import { differentiate } from '../../src/page/trainer/trace.js';
import { Trainer } from '../../src/page/trainer/trainer.js';
import { createRunRandom } from '../../src/random/run-random.js';
import { playgroundHtml } from '../../src/report/page-html.js';
import { trainingOptions } from '../../src/run/training-options.js';
import { train } from '../../src/training/train.js';
import { loadInto } from '../../src/training/training-data.js';

const DATASET: Dataset = {
  name: 'strokes',
  rows: 28,
  columns: 28,
  classes: 10,
  hashes: {},
  train: drawn('train', 300),
  test: drawn('test', 60),
};

function drawn(half: StrokesSplit, count: number) {
  const result = generateStrokes(half, count).next().value;
  if (typeof result !== 'object') throw new Error('more digits than one step draws');
  return result;
}

/** The kernels embedded in the page. */
const kernels = new Uint8Array(
  Buffer.from(JSON.parse(/id="playground">(.*?)<\/script>/s.exec(playgroundHtml('0'))?.[1] ?? '').kernels, 'base64'),
);

/** Starts a trainer; `receive` waits for its messages. */
function start() {
  const received: FromWorker[] = [];
  let onReceived: () => void = () => {};
  const trainer = new Trainer(pageHost(kernels), DATASET, (message) => {
    received.push(message);
    onReceived();
  });
  /** Waits for a message of a kind and removes it. */
  const receive = async <K extends FromWorker['kind']>(kind: K) => {
    for (;;) {
      const message = received.find((each): each is Extract<FromWorker, { kind: K }> => each.kind === kind);
      if (message) {
        received.splice(received.indexOf(message), 1);
        return message;
      }
      await new Promise<void>((resolve) => {
        onReceived = resolve;
      });
    }
  };
  const progress = async (): Promise<Progress> => {
    trainer.requestProgress();
    return (await receive('progress')).progress;
  };
  return { trainer, receive, progress };
}

/** The losses of the same run outside the page. */
async function lossesOf(settings: object): Promise<number[]> {
  const config = resolveConfig(settings);
  const engine = createSimdEngine('float32');
  const { hidden, activation } = config;
  const network = new Network(engine, { input: 784, hidden, output: 10, activation });
  const { init, batches } = createRunRandom('philox', config.seed);
  network.initialise(init, 0.01);
  const perEpoch = Math.floor(DATASET.train.count / config.batchSize);
  const losses: number[] = [];
  for await (const record of train(network, loadInto(engine, DATASET), trainingOptions(config, perEpoch), batches)) {
    if (record.kind === 'loss') losses.push(record.loss);
  }
  return losses;
}

test.each([
  {},
  { activation: 'sigmoid', optimizer: 'momentum', seed: 3 },
  { activation: 'tanh', optimizer: 'adam', batchSize: 37, hidden: [64, 32] },
  { activation: 'elu', optimizer: { name: 'adagrad' }, batchSize: 300 },
  { activation: 'leaky-relu', optimizer: 'rmsprop', hidden: [130], learningRate: 0.002 },
  { optimizer: 'nesterov', hidden: [] },
  { optimizer: { name: 'adamw', decay: 0.1 }, hidden: [20, 20, 20, 20], batchSize: 1 },
])('%j: the page computes exactly the same losses as the command', async (changes) => {
  const settings = { dataset: 'strokes', iterations: 12, ...changes };
  const { trainer, receive, progress } = start();
  trainer.begin(1, settings);
  await receive('begun');
  trainer.step();
  trainer.step();
  await receive('stepped');
  await receive('stepped');
  trainer.train();
  const losses: number[] = [];
  for (let status = 'paused'; status !== 'finished'; ) {
    const now = await progress();
    losses.push(...now.losses);
    status = now.status;
  }
  expect(losses).toEqual(await lossesOf(settings));
});

test('a repeated run gives the same losses', async () => {
  const { trainer, receive, progress } = start();
  const losses: number[][] = [];
  for (const run of [1, 2]) {
    trainer.begin(run, { dataset: 'strokes' });
    await receive('begun');
    for (let i = 0; i < 5; i++) trainer.step();
    for (let i = 0; i < 5; i++) await receive('stepped');
    losses.push([...(await progress()).losses]);
  }
  expect(losses[0]).toHaveLength(5);
  expect(losses[1]).toEqual(losses[0]);
});

test.each([{ optimizer: 'sgd' }, { optimizer: 'adam', activation: 'sigmoid' }, { hidden: [], learningRate: 1 }])(
  '%j: a step reports its batch, the loss before and after, and the gradient',
  async (changes) => {
    const { trainer, receive, progress } = start();
    trainer.begin(1, { dataset: 'strokes', batchSize: 8, ...changes });
    const { config } = await receive('begun');
    for (let i = 0; i < 3; i++) trainer.step();
    await receive('stepped');
    const { trace: second } = await receive('stepped');
    const { trace } = await receive('stepped');
    expect(trace.iteration).toBe(3);
    expect([...trace.batch.labels]).toEqual([...trace.index].map((i) => DATASET.train.labels[i]));
    expect(trace.losses[1]).toBe((await progress()).losses[2]);
    expect(trace.losses[0]).not.toBe(trace.losses[1]);
    const own = [...trace.batch.labels].map((label, n) => -Math.log(trace.probabilities[n * 10 + label]));
    expect(own.reduce((sum, loss) => sum + loss) / own.length).toBeCloseTo(trace.losses[0], 5);
    expect(trace.parameters[0]).toEqual(second.parameters[1]);
    expect(trace.memory[0]).toEqual(second.memory[1]);
    expect(Object.keys(trace.memory[1])).toEqual(
      config.optimizer.name === 'adam' ? expect.arrayContaining(['m.W1', 'v.b1', 'beta^t']) : [],
    );
    for (const [name, { data }] of Object.entries(trace.gradients)) {
      const place = Array.from(data).reduce(
        (best: number, value: number, i: number) => (Math.abs(value) > Math.abs(data[best]) ? i : best),
        0,
      );
      const { above, below, h, inputs, deltas } = differentiate(config, DATASET, trace, name, place);
      const sum = inputs.reduce((total, x, n) => total + x * deltas[n], 0);
      expect(sum / data[place]).toBeCloseTo(1, 4);
      expect((above - below) / (2 * h) / sum).toBeCloseTo(1, 3);
    }
  },
);

test('with sgd, every parameter changes by learning rate times gradient', async () => {
  const { trainer, receive } = start();
  trainer.begin(1, { dataset: 'strokes', learningRate: 0.5 });
  trainer.step();
  const { trace } = await receive('stepped');
  const [before, after] = trace.parameters;
  for (const [name, { data }] of Object.entries(trace.gradients)) {
    for (const i of [0, data.length - 1]) {
      expect(after[name].data[i]).toBeCloseTo(before[name].data[i] - 0.5 * data[i], 6);
    }
  }
});

test.each([
  [{ learningRate: 'fast' }, 'settings: learningRate: expected a number, got the string "fast"'],
  [{ hidden: [0] }, 'settings: hidden[0]: must be an integer from 1 to 4096, got 0'],
  [{ batchSize: 301 }, 'batchSize: 301 exceeds the 300 training images'],
  [{ hidden: [4096, 4096] }, /^settings: hidden: .* limit 47 MiB$/],
])('%j is rejected with the command’s message, and the previous run continues', async (changes, words) => {
  const { trainer, receive, progress } = start();
  trainer.begin(1, { dataset: 'strokes' });
  trainer.step();
  trainer.begin(2, { dataset: 'strokes', ...changes });
  const { message } = await receive('error');
  if (typeof words === 'string') expect(message).toBe(words);
  else expect(message).toMatch(words);
  trainer.step();
  await receive('stepped');
  await receive('stepped');
  expect((await progress()).done).toBe(2);
});

test('a run that diverges reports an error and stops', async () => {
  const { trainer, receive, progress } = start();
  trainer.begin(1, { dataset: 'strokes', learningRate: 1000, activation: 'elu', hidden: [50, 50, 50] });
  trainer.train();
  expect((await receive('error')).message).toMatch(/^the loss is (?:NaN|Infinity) after iteration \d+/);
  const last = await progress();
  expect([last.status, last.net]).toEqual(['failed', undefined]);
});

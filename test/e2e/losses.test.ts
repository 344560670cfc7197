import { beforeAll, expect, test } from 'vitest';
import { workplace } from '../fixtures/run-command.js';

const { write, json, read, runWarm } = workplace();

const NET = {
  dataset: 'strokes',
  data: { limit: { train: 1000, test: 200 } },
  hidden: [20],
  loss: 'mean-squared-error',
  learningRate: 1,
  iterations: 600,
};

beforeAll(async () => {
  write('squares.json', NET);
  expect((await runWarm('mnist-train --config squares.json')).code).toBe(0);
});

test('a net learns with mean squared error, and its model stores the loss', async () => {
  const model = json('runs/squares/model.json');
  expect(model.architecture).toEqual({
    input: 784,
    hidden: [20],
    output: 10,
    activation: 'relu',
    loss: 'mean-squared-error',
  });
  const { accuracy } = model.training as { accuracy: { testAccuracy: number } };
  expect(accuracy.testAccuracy).toBeGreaterThan(0.5);
  const { code, stdout } = await runWarm('mnist-eval runs/squares/model.json --json');
  expect(code).toBe(0);
  const result = JSON.parse(stdout);
  expect(result.accuracy).toBe(accuracy.testAccuracy);
  expect(result.loss).toBeGreaterThan(0);
  expect(result.loss).toBeLessThan(0.05); // a net whose outputs are all 0.1 has 0.045
});

test('both engines train the same net', async () => {
  const flags = '--config squares.json --iterations 5 --precision float64';
  for (const engine of ['simd', 'reference']) {
    expect((await runWarm(`mnist-train ${flags} --engine ${engine} --output ${engine}`)).code).toBe(0);
  }
  const losses = ['simd', 'reference'].map((engine) => read(`${engine}/loss.csv`).trim().split('\n').slice(1));
  for (const [i, row] of losses[0].entries()) {
    expect(Number(row.split(',')[2])).toBeCloseTo(Number(losses[1][i].split(',')[2]), 12);
  }
});

test('gradcheck and numerical gradients support mean squared error', async () => {
  const check = await runWarm('mnist-train gradcheck --config squares.json --samples 10 --steps 3 --json --quiet');
  expect([check.code, JSON.parse(check.stdout).passed]).toEqual([0, true]);
  for (const algorithm of ['incremental', 'full']) {
    const numerical = { ...NET, hidden: [2], batchSize: 2, gradient: 'numerical', numerical: { algorithm } };
    write(`${algorithm}.json`, { ...numerical, iterations: 2 });
    expect((await runWarm(`mnist-train --config ${algorithm}.json --output ${algorithm} --quiet`)).code).toBe(0);
  }
  const last = (path: string) => Number(read(path).trim().split(',').at(-1));
  expect(last('incremental/loss.csv')).toBeCloseTo(last('full/loss.csv'), 9);
});

test('cross-entropy is another name for the exact loss', async () => {
  write('named.json', { ...NET, loss: 'cross-entropy', learningRate: 0.1, iterations: 3 });
  write('exact.json', { ...NET, loss: 'exact', learningRate: 0.1, iterations: 3 });
  for (const name of ['named', 'exact']) await runWarm(`mnist-train --config ${name}.json --output ${name}`);
  expect(read('named/model.json')).toBe(read('exact/model.json'));
});

test.each([
  ['mnist-eval runs/squares/model.json runs/squares/model.json', 'outputs are not probabilities'],
  ['mnist-train --config smoothed.json', 'labelSmoothing: needs loss "cross-entropy"'],
  ['mnist-train --config unknown.json', 'loss: got "hinge", expected "cross-entropy", "exact"'],
])('%s is refused', async (command, sentence) => {
  write('smoothed.json', { ...NET, labelSmoothing: 0.1 });
  write('unknown.json', { ...NET, loss: 'hinge', labelSmoothing: 0.1 });
  const ended = await runWarm(command);
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { Metrics } from '../../src/training/evaluation/metrics.js';
import { type Ended, workplace } from '../fixtures/run-command.js';

const { write, run, runWarm, json } = workplace();

interface Document extends Metrics {
  readonly model: string;
  readonly dataset: string;
}

let text: Ended;
let result: Document;
let asJson: Ended;

beforeAll(async () => {
  write(
    'net.yaml',
    'dataset: strokes\ndata: { limit: { train: 1000, test: 300 } }\nlearningRate: 0.2\niterations: 60\n',
  );
  const trained = await runWarm('mnist-train --config net.yaml --output net');
  expect(trained.code).toBe(0);
  [text, asJson] = await Promise.all([run('mnist-eval net/model.json'), run('mnist-eval net/model.json --json')]);
  result = JSON.parse(asJson.stdout);
});

describe('mnist-eval --json', () => {
  test('prints one document with consistent sums', () => {
    expect([asJson.code, asJson.stderr]).toEqual([0, '']);
    expect(result).toMatchObject({ model: 'net/model.json', dataset: 'strokes', count: 300 });
    const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
    const { confusion, perClass, count, correct, accuracy } = result;
    expect(confusion.map((row) => row.length)).toEqual(new Array(10).fill(10));
    expect(sum(confusion.flat())).toBe(count);
    expect(sum(confusion.map((row, k) => row[k]))).toBe(correct);
    expect(accuracy).toBe(correct / count);
    expect(perClass.map((k) => k.class)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(perClass.map((k) => k.count)).toEqual(confusion.map(sum));
    for (const { class: k, precision, recall, f1 } of perClass) {
      const called = sum(confusion.map((row) => row[k]));
      expect(precision).toBe(called === 0 ? null : confusion[k][k] / called);
      expect(recall).toBe(confusion[k][k] / sum(confusion[k]));
      if (precision && recall) expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
    }
    expect(sum(result.confused.map((pair) => pair.count))).toBe(count - correct);
    const [low, high] = result.interval;
    expect(low).toBeLessThan(accuracy);
    expect(high).toBeGreaterThan(accuracy);
  });

  test('agrees with the last evaluation of the run', () => {
    const { training } = json('net/model.json') as { training: { accuracy: { testAccuracy: number } } };
    expect(result.accuracy).toBe(training.accuracy.testAccuracy);
    expect(result.accuracy).toBeGreaterThan(0.3); // better than guessing
    expect(result.loss).toBeGreaterThan(0);
    expect(result.loss).toBeLessThan(Math.log(10));
  });
});

describe('mnist-eval for people', () => {
  test('prints the same results within 80 columns', () => {
    expect([text.code, text.stderr]).toEqual([0, '']);
    const lines = text.stdout.split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    const { accuracy, correct, count, interval, loss } = result;
    expect(lines.slice(0, 5)).toEqual([
      'net/model.json: 784-50-10 relu, float32',
      `strokes, 300 test images: ${correct} right, ${count - correct} wrong`,
      '',
      `accuracy ${accuracy.toFixed(4)}  (95 % interval ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)})`,
      `loss     ${loss.toFixed(4)}`,
    ]);
  });

  test('has a row for each class in both tables, and the most confused pairs', () => {
    const lines = text.stdout.split('\n').map((line) => line.trim().split(/ +/));
    for (const { class: k, count, recall } of result.perClass) {
      const perClass = lines.find(([first, images]) => first === String(k) && images === String(count));
      expect(perClass?.[3]).toBe(recall?.toFixed(4));
      const row = result.confusion[k].map((n) => (n === 0 ? '·' : String(n)));
      expect(lines).toContainEqual([String(k), ...row]);
    }
    expect(text.stdout).not.toContain('worst mistake'); // a picture is for terminals
    const [worst] = result.confused;
    const place = lines.findIndex(([first, second]) => first === 'most' && second === 'confused');
    expect(lines[place + 1].join(' ')).toBe(`${worst.actual} read as ${worst.predicted} ${worst.count}×`);
  });

  test('takes another dataset that lacks a class', async () => {
    write('data/custom/t10k-labels-idx1-ubyte', idx([2], [7, 9]));
    write('data/custom/t10k-images-idx3-ubyte', idx([2, 28, 28], new Uint8Array(2 * 784)));
    write('data/custom/train-labels-idx1-ubyte', idx([1], [7]));
    write('data/custom/train-images-idx3-ubyte', idx([1, 28, 28], new Uint8Array(784)));
    const { code, stdout } = await runWarm('mnist-eval net/model.json --dataset custom');
    expect(code).toBe(0);
    expect(stdout).toContain('custom, 2 test images: ');
    expect(stdout).toMatch(/^ {2}0 +0 +– +– +–$/m);
  });

  test('does not read the training images, but verifies the files it uses', async () => {
    const folder = 'data/strokes-1000-300';
    write(`${folder}/train-images-idx3-ubyte.gz`, 'damaged');
    expect(await runWarm('mnist-eval net/model.json')).toEqual(text);
    write(`${folder}/t10k-images-idx3-ubyte.gz`, 'damaged');
    const { stdout, stderr } = await runWarm('mnist-eval net/model.json');
    expect(stdout).toBe(text.stdout);
    expect(stderr).toContain(
      't10k-images-idx3-ubyte.gz: SHA-256 is not the one in SHA256SUMS; drawing the digits again',
    );
  });
});

/** An IDX file of unsigned bytes, made by hand. */
function idx(dimensions: readonly number[], bytes: ArrayLike<number>): Uint8Array {
  const header = [0, 0, 8, dimensions.length, ...dimensions.flatMap((n) => [0, 0, n >> 8, n & 255])];
  return Uint8Array.from([...header, ...Array.from(bytes)]);
}

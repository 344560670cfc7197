import { describe, expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../../src/engine/simd/engine.js';
import { Network } from '../../../src/network/network.js';
import { Philox } from '../../../src/random/philox.js';
import { evaluate } from '../../../src/training/evaluation/evaluation.js';
import { metrics, wilsonInterval } from '../../../src/training/evaluation/metrics.js';
import { loadInto } from '../../../src/training/training-data.js';
import { patterns } from '../../fixtures/patterns.js';

function evaluation(pairs: [actual: number, predicted: number][], loss = 0.25) {
  return { loss, labels: Uint8Array.from(pairs, ([a]) => a), predicted: Uint8Array.from(pairs, ([, p]) => p) };
}

describe('metrics of ten images in four classes; class 3 is never predicted, class 2 has no images', () => {
  const images = evaluation([
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 1],
    [1, 0],
    [1, 2],
    [3, 0],
    [3, 0],
  ]);

  test('confusion[true][predicted]', () => {
    expect(metrics(images, 4).confusion).toEqual([
      [3, 1, 0, 0],
      [1, 2, 1, 0],
      [0, 0, 0, 0],
      [2, 0, 0, 0],
    ]);
  });

  test('accuracy, count, correct and loss', () => {
    expect(metrics(images, 4)).toMatchObject({ accuracy: 0.5, count: 10, correct: 5, loss: 0.25 });
  });

  test('precision, recall and F1, null if the divisor is 0', () => {
    expect(metrics(images, 4).perClass).toEqual([
      { class: 0, count: 4, precision: 3 / 6, recall: 3 / 4, f1: 6 / 10 },
      { class: 1, count: 4, precision: 2 / 3, recall: 2 / 4, f1: 4 / 7 },
      { class: 2, count: 0, precision: 0, recall: null, f1: 0 },
      { class: 3, count: 2, precision: null, recall: 0, f1: 0 },
    ]);
  });

  test('F1 is the harmonic mean of precision and recall', () => {
    for (const { precision, recall, f1 } of metrics(images, 4).perClass.slice(0, 2)) {
      expect(f1).toBeCloseTo(2 / (1 / Number(precision) + 1 / Number(recall)), 15);
    }
  });

  test('a class without images and predictions has only null', () => {
    const [, , , , fifth] = metrics(evaluation([[0, 0]]), 5).perClass;
    expect(fifth).toEqual({ class: 4, count: 0, precision: null, recall: null, f1: null });
  });

  test('confused pairs, the most frequent first', () => {
    expect(metrics(images, 4).confused).toEqual([
      { actual: 3, predicted: 0, count: 2 },
      { actual: 0, predicted: 1, count: 1 },
      { actual: 1, predicted: 0, count: 1 },
      { actual: 1, predicted: 2, count: 1 },
    ]);
  });

  test('the interval is Wilson’s', () => {
    expect(metrics(images, 4).interval).toEqual(wilsonInterval(5, 10));
  });
});

describe('Wilson’s interval', () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %d … %d, as published', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  // the closed form in 40 digits (mpmath)
  test.each([
    [5, 10, 0.236593090512564, 0.763406909487436],
    [10, 10, 0.722467200137111, 1],
    [9704, 10000, 0.96689332808366, 0.973545406249207],
  ])('of %i in %i is %d … %d', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 14);
    expect(interval[1]).toBeCloseTo(high, 14);
  });

  test('has limits that solve (p̂ − p)² = z² p (1 − p) / n', () => {
    for (const [k, n] of [
      [3, 17],
      [50, 51],
      [970, 1000],
    ]) {
      for (const p of wilsonInterval(k, n)) {
        expect((k / n - p) ** 2).toBeCloseTo((1.959963984540054 ** 2 * p * (1 - p)) / n, 14);
      }
    }
  });

  test('begins at 0 without successes, ends at 1 without failures, and stays within 0 … 1', () => {
    for (const n of [1, 2, 10, 60_000]) {
      const [none, every] = [wilsonInterval(0, n), wilsonInterval(n, n)];
      expect(none[0]).toBeCloseTo(0, 15);
      expect(every[1]).toBeCloseTo(1, 15);
      expect(Math.min(none[0], every[0])).toBeGreaterThanOrEqual(0);
      expect(Math.max(none[1], every[1])).toBeLessThanOrEqual(1);
    }
  });
});

describe('evaluate', () => {
  test.each([
    ['reference', createReferenceEngine],
    ['simd', createSimdEngine],
  ])('with the %s engine gives the mean loss and every prediction, 1,000 images at a time', async (_, createEngine) => {
    const engine = createEngine('float64');
    const network = new Network(engine, { input: 12, hidden: [5], output: 4, activation: 'relu' });
    network.initialise(new Philox(1, 1), 0.5);
    const { train } = loadInto(engine, patterns(2300, 1));
    const progress: number[][] = [];
    const result = await evaluate(network, train, (...step) => progress.push(step));
    expect(progress).toEqual([
      [1000, 2300],
      [2000, 2300],
      [2300, 2300],
    ]);
    expect(result.labels).toBe(train.labels);
    expect(result.probabilities).toHaveLength(2300 * 4);
    let loss = 0;
    const wrong: number[] = [];
    for (let n = 0; n < 2300; n++) {
      const y = network.predict({ rows: train.rows, index: Int32Array.of(n) });
      const row = [0, 1, 2, 3].map((k) => y.get(0, k));
      loss -= Math.log(row[train.labels[n]]) / 2300;
      if (row.some((p, k) => Math.abs(result.probabilities[n * 4 + k] - p) > 1e-7)) wrong.push(n);
      if (result.predicted[n] !== row.indexOf(Math.max(...row))) wrong.push(n);
    }
    expect(wrong).toEqual([]);
    expect(result.loss).toBeCloseTo(loss, 12);
  });
});

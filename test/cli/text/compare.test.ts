import { expect, test } from 'vitest';
import { compareText } from '../../../src/cli/text/compare.js';
import type { RunFigures } from '../../../src/run/compare.js';

/** A finished run with a seed and an optimizer. */
function run(seed: number, optimizer: string, validationAccuracy: number | null = null): RunFigures {
  return {
    path: `${optimizer}-seed-${seed}`,
    settings: new Map(Object.entries({ seed: String(seed), optimizer })),
    status: 'finished',
    iterations: 10,
    loss: 0.5,
    trainAccuracy: 0.9,
    validationAccuracy,
    bestValidationAccuracy: validationAccuracy,
    testAccuracy: 0.9 + seed / 100,
    bestTestAccuracy: null,
    seconds: 1,
  } as RunFigures;
}

const DIFFERING = ['seed', 'optimizer'];
const means = (...runs: RunFigures[]) => compareText(runs, DIFFERING).split('\n\n')[1];

test('shows no mean if no two runs differ only in the seed', () => {
  expect(means(run(1, 'sgd'), run(2, 'adam'))).toBeUndefined();
});

test('shows a mean for each net, and a dash if one of its runs has no accuracy on validation images', () => {
  expect(means(run(1, 'sgd', 0.8), run(2, 'sgd'), run(1, 'adam', 0.75))).toBe(
    'mean ± standard deviation  seeds  validation             test\n' +
      'sgd                            2           –  0.9150 ± 0.0071\n' +
      'adam                           1      0.7500           0.9100\n',
  );
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bookAccuracy } from '../../../src/cli/text/book-accuracy.js';
import { loadConfig } from '../../../src/config/load.js';
import { PROJECT } from '../../fixtures/run-command.js';

const accuracy = async (name: string, overrides = {}) =>
  bookAccuracy(await loadConfig(join(PROJECT, 'configs', name), overrides));

test('recognises the book’s runs by their settings', async () => {
  expect(await accuracy('book-ch05.yaml')).toBe(0.9704);
  expect(await accuracy('book-ch04.yaml')).toBe(0.9468);
  expect(await accuracy('numerical.yaml')).toBe(0.9468);
  expect(await accuracy('book-ch05.json', { seed: 7 })).toBe(0.9704);
});

test.each([
  { hidden: [100] },
  { learningRate: 0.2 },
  { iterations: 9999 },
  { optimizer: 'adam' },
  { dataset: 'kmnist' },
  { loss: 'mean-squared-error' },
] as const)('with %j it is another run', async (overrides) => {
  expect(await accuracy('book-ch05.yaml', overrides)).toBeUndefined();
});

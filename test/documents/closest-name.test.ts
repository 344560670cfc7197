import { expect, test } from 'vitest';
import { closestName } from '../../src/documents/closest-name.js';

test.each([
  ['ReLU', ['elu', 'relu', 'leaky-relu'], 'relu'],
  ['MNIST', ['kmnist', 'mnist', 'fashion-mnist'], 'mnist'],
  ['mom', ['momentum', 'adam'], 'momentum'],
  ['adan', ['adamw', 'adam'], 'adam'],
  ['batch_size', ['batchSize', 'beta'], 'batchSize'],
  ['xy', ['xyz'], undefined],
  ['sigmoid', ['relu'], undefined],
])('%s among %j is %s', (name, candidates, expected) => {
  expect(closestName(name, candidates)).toBe(expected);
});

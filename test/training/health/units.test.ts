import { expect, test } from 'vitest';
import { array } from '../../../src/array.js';
import type { ActivationName } from '../../../src/engine/reference/activations.js';
import { unitsOf } from '../../../src/training/health/units.js';

test.each<[ActivationName, number[][], object]>([
  [
    'relu',
    [
      [0, 0, 3],
      [0, 2, 4],
    ],
    { dead: 1, saturated: 0, flat: 0 },
  ],
  [
    'sigmoid',
    [
      [0.999, 0.5, 0.001],
      [0.995, 0.999, 0.999],
    ],
    { dead: 0, saturated: 2, flat: 5 / 6 },
  ],
  [
    'tanh',
    [
      [-0.99, 0.5, 0],
      [0.99, 0.9, 0],
    ],
    { dead: 0, saturated: 1, flat: 2 / 6 },
  ],
  [
    'leaky-relu',
    [
      [-0.1, 1],
      [-0.2, -1],
    ],
    { dead: 0, saturated: 0, flat: 0 },
  ],
  [
    'elu',
    [
      [-0.99, -0.5],
      [-0.99, 2],
    ],
    { dead: 0, saturated: 1, flat: 2 / 4 },
  ],
])('%s: counts the units that pass no gradient', (name, y, facts) => {
  expect(unitsOf(name, array(y))).toEqual(facts);
});

test('a unit is saturated if it is flat for at least 95 % of the images', () => {
  const column = (flat: number) => array(Array.from({ length: 20 }, (_, n) => [n < flat ? 0.999 : 0.5]));
  expect(unitsOf('sigmoid', column(18)).saturated).toBe(0);
  expect(unitsOf('sigmoid', column(19)).saturated).toBe(1);
});

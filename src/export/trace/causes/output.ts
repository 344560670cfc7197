import { activationOf, type Scope, softmax, targets } from '../formulas.js';
import { columnSums, largest, map, mapRows, reshaped, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt } from './cause.js';

const scoresOf = ({ get, recipe }: Scope): Tensor => get(`a${recipe.layers}`);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const SOFTMAX =
  'for a batch: x = x - np.max(x, axis=1, keepdims=True); np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)';

/** y = softmax(a_L) */
export const OUTPUT_CAUSES: readonly Cause[] = causesAt('y', SOFTMAX, [
  [
    'softmax-columns',
    'softmax sums over the wrong axis: the columns of y sum to 1, not the rows',
    (scope) => transposed(softmax(transposed(scoresOf(scope)))),
  ],
  [
    'softmax-whole-batch',
    'softmax sums over the whole batch: the sum of y is 1, not the sum of each row',
    (scope) => {
      const a = scoresOf(scope);
      return reshaped(softmax(reshaped(a, [1, a.data.length])), a.shape);
    },
  ],
  [
    'softmax-columns-max',
    'softmax subtracts the maximum of each column instead of each row',
    (scope) => {
      const flipped = transposed(scoresOf(scope));
      return softmax(transposed(mapRows(flipped, (row) => row.map((value) => value - Math.max(...row)))));
    },
  ],
  [
    'softmax-skipped',
    'y equals the scores: softmax is not applied',
    scoresOf,
    'y = softmax(a2); chapter 5’s predict returns scores, lastLayer.y has the probabilities',
  ],
  ['softmax-twice', 'softmax is applied twice', (scope) => softmax(softmax(scoresOf(scope)))],
  ['softmax-sigmoid', 'y is the sigmoid of the scores, not softmax', (scope) => map(scoresOf(scope), sigmoid)],
  [
    'softmax-of-activation',
    'the activation is also applied after the last layer, before softmax',
    (scope) => softmax(map(scoresOf(scope), activationOf(scope).y)),
    'y = softmax(a2): only hidden layers have an activation',
  ],
  ['softmax-not-normalised', 'y is e^a: the division by the sum is missing', (scope) => map(scoresOf(scope), Math.exp)],
  [
    'softmax-not-normalised-max',
    'y is e^(a − max): the division by the sum is missing',
    (scope) => mapRows(scoresOf(scope), (row) => row.map((a) => Math.exp(a - Math.max(...row)))),
  ],
  [
    'softmax-max-above-only',
    'the maximum is subtracted only in the numerator of softmax, not in the denominator',
    (scope) =>
      mapRows(scoresOf(scope), (row) => row.map((a) => Math.exp(a - Math.max(...row)) / sum(row.map(Math.exp)))),
  ],
  [
    'softmax-without-exp',
    'y is a / Σ a: the exponential is missing',
    (scope) => mapRows(scoresOf(scope), (row) => row.map((a) => a / sum(row))),
  ],
  ['softmax-sign', 'y is the softmax of −a: a sign is wrong', (scope) => softmax(times(scoresOf(scope), -1))],
  [
    'softmax-logarithm',
    'y is the logarithm of the probabilities',
    (scope) => map(softmax(scoresOf(scope)), Math.log),
    'the loss takes the logarithm',
  ],
  [
    'softmax-mean',
    'y is e^a divided by its mean, not by its sum',
    (scope) => times(softmax(scoresOf(scope)), scoresOf(scope).shape[1]),
  ],
  [
    'labels-in-place',
    'y was changed in place: 1 was subtracted at the labels',
    (scope) => zip(softmax(scoresOf(scope)), targets(scope, scoresOf(scope)), (y, t) => y - t),
    'use dx = self.y.copy() before dx[np.arange(N), t] -= 1',
  ],
  [
    'gradient-in-place',
    'y was changed in place: it holds dy',
    (scope) => {
      const y = softmax(scoresOf(scope));
      return zip(y, targets(scope, scoresOf(scope)), (value, t) => (value - t) / y.shape[0]);
    },
    'use dx = self.y.copy() before dx[np.arange(N), t] -= 1',
  ],
  [
    'output-one-hot',
    'y has 1 at the largest score and 0 elsewhere',
    (scope) => mapRows(scoresOf(scope), (row) => row.map((_, k) => (k === row.indexOf(Math.max(...row)) ? 1 : 0))),
    'save the probabilities, not the predicted classes',
  ],
  [
    'output-classes',
    'y holds class numbers: np.argmax was applied',
    (scope) => mapRows(scoresOf(scope), (row) => [row.indexOf(Math.max(...row))]),
    'save the probabilities, not the predicted classes',
  ],
  [
    'softmax-largest-of-columns',
    'y is divided by its largest value, not by the sum',
    (scope) => {
      const powers = map(scoresOf(scope), Math.exp);
      return times(powers, 1 / largest(powers));
    },
  ],
  [
    'softmax-column-sums',
    'e^a is divided by sums over the batch instead of over the classes',
    (scope) => {
      const scores = scoresOf(scope);
      const powers = mapRows(scores, (row) => row.map((a) => Math.exp(a - Math.max(...row))));
      const sums = columnSums(powers);
      return map(powers, (power, _, k) => power / sums.data[k]);
    },
  ],
]);

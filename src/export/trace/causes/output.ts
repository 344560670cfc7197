import { activationOf, type Place, softmax, targets } from '../formulas.js';
import { columnSums, largest, map, mapRows, reshaped, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt } from './cause.js';

const scoresOf = ({ get, recipe }: Place): Tensor => get(`a${recipe.layers}`);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const SOFTMAX =
  'for a batch: x = x - np.max(x, axis=1, keepdims=True); np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)';

/** y = softmax(a_L) */
export const OUTPUT_CAUSES: readonly Cause[] = causesAt('y', SOFTMAX, [
  [
    'softmax-columns',
    'softmax sums over the wrong axis: the columns of y add up to 1, not the rows',
    (place) => transposed(softmax(transposed(scoresOf(place)))),
  ],
  [
    'softmax-whole-batch',
    'softmax sums over the whole batch: all of y adds up to 1, not each row',
    (place) => {
      const a = scoresOf(place);
      return reshaped(softmax(reshaped(a, [1, a.data.length])), a.shape);
    },
  ],
  [
    'softmax-columns-max',
    'softmax subtracts the maximum of each column instead of each row',
    (place) => {
      const flipped = transposed(scoresOf(place));
      return softmax(transposed(mapRows(flipped, (row) => row.map((value) => value - Math.max(...row)))));
    },
  ],
  [
    'softmax-skipped',
    'y equals the scores: softmax is not applied',
    scoresOf,
    'y = softmax(a2); chapter 5’s predict returns scores, lastLayer.y has the probabilities',
  ],
  ['softmax-twice', 'softmax is applied twice', (place) => softmax(softmax(scoresOf(place)))],
  ['softmax-sigmoid', 'y is the sigmoid of the scores, not softmax', (place) => map(scoresOf(place), sigmoid)],
  [
    'softmax-of-activation',
    'the activation is applied behind the last layer, too, before softmax',
    (place) => softmax(map(scoresOf(place), activationOf(place).y)),
    'y = softmax(a2): hidden layers alone have an activation',
  ],
  ['softmax-not-normalised', 'y is e^a: the division by the sum is missing', (place) => map(scoresOf(place), Math.exp)],
  [
    'softmax-not-normalised-max',
    'y is e^(a − max): the division by the sum is missing',
    (place) => mapRows(scoresOf(place), (row) => row.map((a) => Math.exp(a - Math.max(...row)))),
  ],
  [
    'softmax-max-above-only',
    'the maximum is subtracted above the fraction and not below it',
    (place) =>
      mapRows(scoresOf(place), (row) => row.map((a) => Math.exp(a - Math.max(...row)) / sum(row.map(Math.exp)))),
  ],
  [
    'softmax-without-exp',
    'y is a / Σ a: the exponential is missing',
    (place) => mapRows(scoresOf(place), (row) => row.map((a) => a / sum(row))),
  ],
  ['softmax-sign', 'y is the softmax of −a: a sign is wrong', (place) => softmax(times(scoresOf(place), -1))],
  [
    'softmax-logarithm',
    'y is the logarithm of the probabilities',
    (place) => map(softmax(scoresOf(place)), Math.log),
    'the loss takes the logarithm',
  ],
  [
    'softmax-mean',
    'y is e^a divided by its mean, not by its sum',
    (place) => times(softmax(scoresOf(place)), scoresOf(place).shape[1]),
  ],
  [
    'labels-in-place',
    'y was changed in place: 1 is subtracted at the labels',
    (place) => zip(softmax(scoresOf(place)), targets(place, scoresOf(place)), (y, t) => y - t),
    'dx = self.y.copy() before dx[np.arange(N), t] -= 1',
  ],
  [
    'gradient-in-place',
    'y was changed in place: it holds dy',
    (place) => {
      const y = softmax(scoresOf(place));
      return zip(y, targets(place, scoresOf(place)), (value, t) => (value - t) / y.shape[0]);
    },
    'dx = self.y.copy() before dx[np.arange(N), t] -= 1',
  ],
  [
    'output-one-hot',
    'y has 1 at the largest score and 0 elsewhere',
    (place) => mapRows(scoresOf(place), (row) => row.map((_, k) => (k === row.indexOf(Math.max(...row)) ? 1 : 0))),
    'save the probabilities, not the answers',
  ],
  [
    'output-classes',
    'y holds the numbers of the classes: np.argmax was applied',
    (place) => mapRows(scoresOf(place), (row) => [row.indexOf(Math.max(...row))]),
    'save the probabilities, not the answers',
  ],
  [
    'softmax-largest-of-columns',
    'y is divided by its largest value, not by the sum',
    (place) => {
      const powers = map(scoresOf(place), Math.exp);
      return times(powers, 1 / largest(powers));
    },
  ],
  [
    'softmax-column-sums',
    'e^a is divided by sums over the batch instead of over the classes',
    (place) => {
      const scores = scoresOf(place);
      const powers = mapRows(scores, (row) => row.map((a) => Math.exp(a - Math.max(...row))));
      const sums = columnSums(powers);
      return map(powers, (power, _, k) => power / sums.data[k]);
    },
  ],
]);

import { divisor, hasProbabilities, type Place, targets } from '../formulas.js';
import { map, mapRows, type Tensor, times, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DY = 'dy = (y - t) / N, with t one-hot';

/** dL/da_L = (y − T) / N */
export const OUTPUT_GRADIENT_CAUSES: readonly Cause[] = causesAt('dy', DY, [
  [
    'no-batch-mean',
    'the division by N is missing in {name}',
    (place) => zip(place.get('y'), targets(place), (y, t) => y - t),
  ],
  ['dy-sign', 'the sign of {name} is wrong: t − y instead of y − t', (place) => difference(place, -1)],
  [
    'dy-sign-no-mean',
    'the sign of {name} is wrong, t − y instead of y − t, and the division by N is missing',
    (place) => difference(place, -divisor(place)),
  ],
  [
    'dy-divided-by-all',
    '{name} is divided by N · K, the size of y, not by N',
    (place) => onlyIf(hasProbabilities(place.recipe), () => difference(place, 1 / place.get('y').shape[1])),
    `${DY}; N is y.shape[0], not y.size`,
  ],
  [
    'dy-divided-by-classes',
    '{name} is divided by the number of classes, not by N',
    (place) => difference(place, divisor(place) / place.get('y').shape[1]),
    `${DY}; N is y.shape[0], not y.shape[1]`,
  ],
  [
    'dy-divided-by-one-less',
    '{name} is divided by N − 1',
    (place) => difference(place, place.get('y').shape[0] / (place.get('y').shape[0] - 1)),
  ],
  ['dy-averaged-twice', '{name} is divided by N twice', (place) => difference(place, 1 / place.get('y').shape[0])],
  ['dy-double', '{name} is twice ours', (place) => difference(place, 2), `${DY}: a factor 2 of a square is not there`],
  [
    'label-not-subtracted',
    'the label is not subtracted in {name}',
    (place) => times(place.get('y'), 1 / divisor(place)),
  ],
  [
    'label-not-subtracted-no-mean',
    '{name} equals y: the label is not subtracted, nor the mean taken',
    ({ get }) => get('y'),
  ],
  [
    'label-off-by-one',
    'the label that {name} subtracts is one too high',
    (place) => withLabels(place, (t, _, K) => (t + 1) % K),
    'labels count from 0',
  ],
  [
    'label-off-by-minus-one',
    'the label that {name} subtracts is one too low',
    (place) => withLabels(place, (t, _, K) => (t + K - 1) % K),
    'labels count from 0',
  ],
  [
    'label-of-first',
    'every row of {name} has the label of the first',
    (place) => withLabels(place, (_, __, ___, t) => t[0]),
    'dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-of-neighbour',
    '{name} has the labels of the next images: x and t are not in the same order',
    (place) => withLabels(place, (_, n, __, t) => t[(n + 1) % t.length]),
    'take both by the same batch_mask',
  ],
  [
    'labels-of-neighbour-before',
    '{name} has the labels of the images before: x and t are not in the same order',
    (place) => withLabels(place, (_, n, __, t) => t[(n + t.length - 1) % t.length]),
    'take both by the same batch_mask',
  ],
  [
    'labels-reversed',
    '{name} has the labels in reverse order: x and t are not in the same order',
    (place) => withLabels(place, (_, n, __, t) => t[t.length - 1 - n]),
    'take both by the same batch_mask',
  ],
  [
    'labels-not-one-hot',
    '{name} subtracts the class numbers, not one-hot labels',
    (place) => {
      const t = place.get('t').data;
      return map(place.get('y'), (y, n) => (y - t[n]) / divisor(place));
    },
    'load_mnist(one_hot_label=True), or dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-not-one-hot-columns',
    '{name} subtracts the class numbers along the wrong axis, not one-hot labels',
    (place) => {
      const t = place.get('t').data;
      const y = place.get('y');
      return onlyIf(t.length === y.shape[1], () => map(y, (value, _, k) => (value - t[k]) / divisor(place)));
    },
    'load_mnist(one_hot_label=True), or dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-every-row',
    '{name} subtracts 1 in whole columns: dx[:, t] -= 1',
    (place) => {
      const labels = new Set(place.get('t').data);
      return map(place.get('y'), (y, _, k) => (y - (labels.has(k) ? 1 : 0)) / divisor(place));
    },
    'dx[np.arange(N), t] -= 1',
  ],
  [
    'softmax-derivative-twice',
    '{name} is multiplied by y (1 − y): (y − t) / N has the derivative of softmax in it already',
    (place) => zip(difference(place, 1), place.get('y'), (d, y) => d * y * (1 - y)),
  ],
  [
    'dy-smoothed',
    '{name} has smoothed labels, 0.9 at the label and 0.1 shared by all classes; ours are one-hot',
    (place) => {
      const y = place.get('y');
      return zip(y, targets(place), (value, t) => (value - (0.9 * t + 0.1 / y.shape[1])) / divisor(place));
    },
  ],
  [
    'dy-behind-softmax',
    '{name} is −t / y / N, the gradient before softmax’s own derivative',
    (place) => zip(place.get('y'), targets(place), (y, t) => -t / y / divisor(place)),
    `${DY}: softmax and loss together`,
  ],
  [
    'dy-from-scores',
    '{name} is computed from the scores a, not from y = softmax(a)',
    (place) => zip(place.get(`a${place.recipe.layers}`), targets(place), (a, t) => (a - t) / divisor(place)),
  ],
  [
    'dy-of-answers',
    '{name} is computed from the answers (argmax), not from the probabilities',
    (place) => {
      const answers = mapRows(place.get('y'), (row) =>
        row.map((_, k) => (k === row.indexOf(Math.max(...row)) ? 1 : 0)),
      );
      return zip(answers, targets(place), (y, t) => (y - t) / divisor(place));
    },
  ],
  [
    'dy-squared',
    '{name} is (y − t)² / N, a loss and not its gradient',
    (place) => map(difference(place, 1), (d) => d * d * divisor(place)),
  ],
  ['dy-absolute', '{name} is |y − t| / N', (place) => map(difference(place, 1), Math.abs)],
]);

/** (y − T) times a factor over N. */
function difference(place: Place, factor: number): Tensor {
  return zip(place.get('y'), targets(place), (y, t) => ((y - t) * factor) / divisor(place));
}

function withLabels(place: Place, label: (t: number, n: number, K: number, all: Float64Array) => number): Tensor {
  const t = place.get('t').data;
  const y = place.get('y');
  return map(y, (value, n, k) => (value - (k === label(t[n], n, y.shape[1], t) ? 1 : 0)) / divisor(place));
}

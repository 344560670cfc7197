import { divisor, hasProbabilities, type Scope, targets } from '../formulas.js';
import { map, mapRows, type Tensor, times, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DY = 'dy = (y - t) / N, with t one-hot';

/** dL/da_L = (y − T) / N */
export const OUTPUT_GRADIENT_CAUSES: readonly Cause[] = causesAt('dy', DY, [
  [
    'no-batch-mean',
    'the division by N is missing in {name}',
    (scope) => zip(scope.get('y'), targets(scope), (y, t) => y - t),
  ],
  ['dy-sign', 'the sign of {name} is wrong: t − y instead of y − t', (scope) => difference(scope, -1)],
  [
    'dy-sign-no-mean',
    'the sign of {name} is wrong, t − y instead of y − t, and the division by N is missing',
    (scope) => difference(scope, -divisor(scope)),
  ],
  [
    'dy-divided-by-all',
    '{name} is divided by N · K, the size of y, not by N',
    (scope) => onlyIf(hasProbabilities(scope.recipe), () => difference(scope, 1 / scope.get('y').shape[1])),
    `${DY}; N is y.shape[0], not y.size`,
  ],
  [
    'dy-divided-by-classes',
    '{name} is divided by the number of classes, not by N',
    (scope) => difference(scope, divisor(scope) / scope.get('y').shape[1]),
    `${DY}; N is y.shape[0], not y.shape[1]`,
  ],
  [
    'dy-divided-by-one-less',
    '{name} is divided by N − 1',
    (scope) => difference(scope, scope.get('y').shape[0] / (scope.get('y').shape[0] - 1)),
  ],
  ['dy-averaged-twice', '{name} is divided by N twice', (scope) => difference(scope, 1 / scope.get('y').shape[0])],
  ['dy-double', '{name} is twice ours', (scope) => difference(scope, 2), `${DY}, without a factor of 2`],
  [
    'label-not-subtracted',
    'the label is not subtracted in {name}',
    (scope) => times(scope.get('y'), 1 / divisor(scope)),
  ],
  [
    'label-not-subtracted-no-mean',
    '{name} equals y: the label is not subtracted, and the division by N is missing',
    ({ get }) => get('y'),
  ],
  [
    'label-off-by-one',
    'the label that {name} subtracts is one too high',
    (scope) => withLabels(scope, (t, _, K) => (t + 1) % K),
    'labels count from 0',
  ],
  [
    'label-off-by-minus-one',
    'the label that {name} subtracts is one too low',
    (scope) => withLabels(scope, (t, _, K) => (t + K - 1) % K),
    'labels count from 0',
  ],
  [
    'label-of-first',
    'every row of {name} uses the label of the first image',
    (scope) => withLabels(scope, (_, __, ___, t) => t[0]),
    'dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-of-neighbour',
    '{name} uses the label of the next image: x and t are not in the same order',
    (scope) => withLabels(scope, (_, n, __, t) => t[(n + 1) % t.length]),
    'index x and t with the same batch_mask',
  ],
  [
    'labels-of-neighbour-before',
    '{name} uses the label of the previous image: x and t are not in the same order',
    (scope) => withLabels(scope, (_, n, __, t) => t[(n + t.length - 1) % t.length]),
    'index x and t with the same batch_mask',
  ],
  [
    'labels-reversed',
    '{name} uses the labels in reverse order: x and t are not in the same order',
    (scope) => withLabels(scope, (_, n, __, t) => t[t.length - 1 - n]),
    'index x and t with the same batch_mask',
  ],
  [
    'labels-not-one-hot',
    '{name} subtracts the class numbers, not one-hot labels',
    (scope) => {
      const t = scope.get('t').data;
      return map(scope.get('y'), (y, n) => (y - t[n]) / divisor(scope));
    },
    'load_mnist(one_hot_label=True), or dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-not-one-hot-columns',
    '{name} subtracts the class numbers along the wrong axis, not one-hot labels',
    (scope) => {
      const t = scope.get('t').data;
      const y = scope.get('y');
      return onlyIf(t.length === y.shape[1], () => map(y, (value, _, k) => (value - t[k]) / divisor(scope)));
    },
    'load_mnist(one_hot_label=True), or dx[np.arange(N), t] -= 1',
  ],
  [
    'labels-every-row',
    '{name} subtracts 1 in whole columns: dx[:, t] -= 1',
    (scope) => {
      const labels = new Set(scope.get('t').data);
      return map(scope.get('y'), (y, _, k) => (y - (labels.has(k) ? 1 : 0)) / divisor(scope));
    },
    'dx[np.arange(N), t] -= 1',
  ],
  [
    'softmax-derivative-twice',
    '{name} is multiplied by y (1 − y): (y − t) / N already contains the derivative of softmax',
    (scope) => zip(difference(scope, 1), scope.get('y'), (d, y) => d * y * (1 - y)),
  ],
  [
    'dy-smoothed',
    '{name} uses smoothed labels: 0.9 for the label, 0.1 shared by all classes; ours are one-hot',
    (scope) => {
      const y = scope.get('y');
      return zip(y, targets(scope), (value, t) => (value - (0.9 * t + 0.1 / y.shape[1])) / divisor(scope));
    },
  ],
  [
    'dy-behind-softmax',
    '{name} is −t / y / N, the gradient of the loss without softmax',
    (scope) => zip(scope.get('y'), targets(scope), (y, t) => -t / y / divisor(scope)),
    `${DY}, the derivative of softmax and loss together`,
  ],
  [
    'dy-from-scores',
    '{name} is computed from the scores a, not from y = softmax(a)',
    (scope) => zip(scope.get(`a${scope.recipe.layers}`), targets(scope), (a, t) => (a - t) / divisor(scope)),
  ],
  [
    'dy-of-answers',
    '{name} is computed from the predicted classes (argmax), not from the probabilities',
    (scope) => {
      const answers = mapRows(scope.get('y'), (row) =>
        row.map((_, k) => (k === row.indexOf(Math.max(...row)) ? 1 : 0)),
      );
      return zip(answers, targets(scope), (y, t) => (y - t) / divisor(scope));
    },
  ],
  [
    'dy-squared',
    '{name} is (y − t)² / N, which is a loss, not a gradient',
    (scope) => map(difference(scope, 1), (d) => d * d * divisor(scope)),
  ],
  ['dy-absolute', '{name} is |y − t| / N', (scope) => map(difference(scope, 1), Math.abs)],
]);

/** factor · (y − T) / N */
function difference(scope: Scope, factor: number): Tensor {
  return zip(scope.get('y'), targets(scope), (y, t) => ((y - t) * factor) / divisor(scope));
}

function withLabels(scope: Scope, label: (t: number, n: number, K: number, all: Float64Array) => number): Tensor {
  const t = scope.get('t').data;
  const y = scope.get('y');
  return map(y, (value, n, k) => (value - (k === label(t[n], n, y.shape[1], t) ? 1 : 0)) / divisor(scope));
}

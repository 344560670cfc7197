import {
  BOOK_EPSILON,
  crossEntropy,
  dataLoss,
  decayOf,
  hasProbabilities,
  type Scope,
  softmax,
  squares,
  targets,
} from '../formulas.js';
import { map, mapRows, scalar, sum, type Tensor, zip } from '../tensor.js';
import type { Cause } from './cause.js';

interface LossCause {
  readonly id: string;
  readonly says: string;
  readonly hint?: string;
  readonly isHarmless?: boolean;
  /** The wrong loss without weight decay, or NaN if the mistake is impossible here. */
  wrong(parts: Parts): number;
}

/** y, T: [N, K]; own: the correct loss without weight decay. */
interface Parts {
  readonly y: Tensor;
  readonly T: Tensor;
  readonly t: Float64Array;
  readonly N: number;
  readonly K: number;
  readonly own: number;
  readonly scope: Scope;
}

/** Cross-entropy with another epsilon. */
const withEpsilon =
  (epsilon: number) =>
  ({ y, T, scope }: Parts): number =>
    hasProbabilities(scope.recipe) ? crossEntropy(y, T, epsilon) : Number.NaN;

const LOSS =
  'cross-entropy: -np.sum(np.log(y[np.arange(N), t] + 1e-7)) / N; mean squared error: np.sum((y - t) ** 2) / (2 * y.size)';

const LOSSES: LossCause[] = [
  {
    id: 'loss-exact',
    says: 'the loss is exact, without the 1e-7 that the book adds to y',
    isHarmless: true,
    wrong: withEpsilon(0),
  },
  {
    id: 'loss-book',
    says: 'the loss adds the book’s 1e-7 to y; ours is exact',
    isHarmless: true,
    wrong: withEpsilon(BOOK_EPSILON),
  },
  ...[1e-4, 1e-5, 1e-6, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15].map((epsilon) => ({
    id: 'loss-epsilon',
    says: `the loss adds ${epsilon} to y; the book adds 1e-7`,
    isHarmless: true,
    wrong: withEpsilon(epsilon),
  })),
  {
    id: 'loss-not-averaged',
    says: 'the loss is summed over the batch, not divided by N',
    wrong: ({ own, N }) => own * N,
  },
  { id: 'loss-averaged-twice', says: 'the loss is divided by N twice', wrong: ({ own, N }) => own / N },
  {
    id: 'loss-averaged-over-all',
    says: 'the loss is averaged over all N · K elements (np.mean), not over the N images',
    wrong: ({ own, K }) => own / K,
  },
  { id: 'loss-divided-by-sum', says: 'the loss is divided by N − 1', wrong: ({ own, N }) => (own * N) / (N - 1) },
  { id: 'loss-sign', says: 'the minus sign of the loss is missing', wrong: ({ own }) => -own },
  { id: 'loss-log2', says: 'the loss uses np.log2', wrong: ({ own }) => own / Math.LN2 },
  { id: 'loss-log10', says: 'the loss uses np.log10', wrong: ({ own }) => own / Math.LN10 },
  {
    id: 'loss-without-log',
    says: 'the loss has no logarithm: it is the mean of y at the labels',
    wrong: ({ y, T, N }) => -sum(zip(y, T, (p, t) => p * t).data) / N,
  },
  {
    id: 'loss-without-log-positive',
    says: 'the loss has no logarithm and no minus: it is the mean of y at the labels',
    wrong: ({ y, T, N }) => sum(zip(y, T, (p, t) => p * t).data) / N,
  },
  {
    id: 'loss-all-classes',
    says: 'the loss sums ln y over all classes: the label is ignored',
    wrong: ({ y, N }) => -sum(map(y, (p) => Math.log(p + BOOK_EPSILON)).data) / N,
  },
  {
    id: 'loss-binary',
    says: 'the loss is the binary cross-entropy, with (1 − t) ln(1 − y)',
    wrong: ({ y, T, N }) =>
      -sum(zip(y, T, (p, t) => t * Math.log(p + BOOK_EPSILON) + (1 - t) * Math.log(1 - p + BOOK_EPSILON)).data) / N,
  },
  {
    id: 'loss-all-pairs',
    says: 'the loss uses y[:, t], every image with every label, instead of y[np.arange(N), t]',
    wrong: ({ y, t, N }) =>
      -sum(mapRows(y, (row) => Array.from(t, (label) => Math.log(row[label] + BOOK_EPSILON))).data) / N,
  },
  {
    id: 'loss-first-image',
    says: 'the loss covers only the first image',
    wrong: ({ y, t }) => -Math.log(y.data[t[0]] + BOOK_EPSILON),
  },
  {
    id: 'loss-first-image-averaged',
    says: 'the loss covers only the first image, divided by N',
    wrong: ({ y, t, N }) => -Math.log(y.data[t[0]] + BOOK_EPSILON) / N,
  },
  {
    id: 'loss-label-columns',
    says: 'the loss gets its labels from np.argmax over the wrong axis (axis=0)',
    wrong: ({ T, y, N, K }) => {
      if (N !== K) return Number.NaN;
      const labels = Array.from({ length: K }, (_, k) => {
        for (let n = 0; n < N; n++) if (T.data[n * K + k] === 1) return n;
        return 0;
      });
      return -sum(labels.map((label, n) => Math.log(y.data[n * K + label] + BOOK_EPSILON))) / N;
    },
  },
  {
    id: 'loss-softmax-twice',
    says: 'the loss applies softmax to y once more',
    hint: 'PyTorch’s CrossEntropyLoss expects scores, not probabilities',
    wrong: ({ y, T }) => crossEntropy(softmax(y), T, 0),
  },
  {
    id: 'loss-of-scores',
    says: 'the loss uses scores as probabilities: softmax is missing',
    hint: 'loss = cross_entropy_error(softmax(a2), t)',
    wrong: ({ T, scope }) => crossEntropy(scope.get(`a${scope.recipe.layers}`), T, BOOK_EPSILON),
  },
  {
    id: 'loss-squares',
    says: 'the loss is the sum of squared errors, ½ Σ (y − t)²',
    wrong: ({ y, T }) => squares(y, T) / 2,
  },
  {
    id: 'loss-mean-squares',
    says: 'the loss is the mean squared error, Σ (y − t)² / 2N',
    wrong: ({ y, T, N }) => squares(y, T) / (2 * N),
  },
  {
    id: 'loss-mean-squares-all',
    says: 'the loss is np.mean((y − t)²); ours is another formula',
    wrong: ({ y, T, N, K }) => squares(y, T) / (N * K),
  },
  { id: 'loss-double', says: 'the loss is twice ours: ½ is missing', wrong: ({ own }) => 2 * own },
];

const COMMON: readonly Cause[] = LOSSES.map(({ id, says, hint = LOSS, isHarmless = false, wrong }) => ({
  id,
  at: ['loss', 'loss_after'],
  says,
  hint,
  isHarmless,
  wrong(scope) {
    const { get } = scope;
    const [y, T, t] = [get('y'), targets(scope), get('t').data];
    const [N, K] = y.shape;
    return scalar(wrong({ y, T, t, N, K, own: dataLoss(scope), scope }) + decayOf(scope));
  },
}));

export const LOSS_CAUSES: readonly Cause[] = [
  ...COMMON,
  {
    id: 'loss-without-decay',
    at: ['loss', 'loss_after'],
    says: '{name} leaves out the weight decay λ/2 Σ W²',
    hint: 'the config has weightDecay: add 0.5 * λ * np.sum(W**2) for every W',
    wrong: (scope) => scalar(dataLoss(scope)),
  },
  {
    id: 'loss-after-update',
    at: ['loss'],
    says: 'loss is the loss after the update',
    hint: 'the book’s loop computes the loss after the update; save it as loss_after',
    isHarmless: true,
    wrong: ({ get }) => get('loss_after'),
  },
  {
    id: 'layers-keep-old-weights',
    at: ['loss_after'],
    says: 'the loss does not change with the update: the net still computes with the old parameters',
    hint: 'params[key] -= lr * grad changes the array that the layers use; params[key] = params[key] - … makes a new array that the layers do not use',
    wrong: ({ outside }) => outside('loss'),
  },
];

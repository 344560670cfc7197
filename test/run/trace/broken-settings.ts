import { type Broken, right } from './broken.js';
import { type Arrays, dot, each, flip, type Rows, type UserNet } from './user-net.js';

const squares = (net: UserNet, y: Rows): number =>
  each(y, (v, n, k) => (v - net.oneHot()[n][k]) ** 2)
    .flat()
    .reduce((a, b) => a + b) / y.flat().length;

/** A right step with the mean squared error, except that ½ is missing in the loss. */
const SQUARED: Broken['wrong'] = {
  softmax: (a) => a,
  crossEntropy(this: UserNet, y) {
    return squares(this, y);
  },
  dy(this: UserNet, y) {
    return each(y, (v, n, k) => (v - this.oneHot()[n][k]) / y.flat().length);
  },
};
const DECAYED: Broken['wrong'] = { dW: (x, d, W) => each(dot(flip(x), d), (v, n, k) => v + 0.1 * W[n][k]) };
const decay = (...weights: Arrays[string][]) =>
  0.05 * weights.reduce((sum: number, W) => sum + (W as Rows).flat().reduce((a, w) => a + w * w, 0), 0);

/** With other settings than the book's. */
export const OF_SETTINGS: readonly Broken[] = [
  {
    name: 'weight decay is missing in the loss',
    settings: { weightDecay: 0.1 },
    wrong: DECAYED,
    first: 'loss',
    id: 'loss-without-decay',
  },
  {
    name: 'weight decay is missing in the mean squared error',
    settings: { weightDecay: 0.1, loss: 'mean-squared-error' },
    wrong: {
      ...SQUARED,
      ...DECAYED,
      crossEntropy(this: UserNet, y) {
        return squares(this, y) / 2;
      },
    },
    first: 'loss',
    id: 'loss-without-decay',
  },
  {
    name: 'weight decay is missing in dW',
    settings: { weightDecay: 0.1 },
    saved: (a) => ({
      ...a,
      loss: (a.loss as number) + decay(a.W1, a.W2),
      loss_after: (a.loss_after as number) + decay(a.W1_after, a.W2_after),
    }),
    first: 'dW2',
    id: 'dW-without-decay',
  },
  {
    name: '½ is missing in the mean squared error',
    settings: { loss: 'mean-squared-error' },
    wrong: SQUARED,
    first: 'loss',
    id: 'loss-mean-squares-all',
  },
  {
    name: 'softmax and cross-entropy, but the config has the mean squared error',
    settings: { loss: 'mean-squared-error' },
    saved: ({ x, t, W1, b1, W2, b2, y, loss }) => ({ x, t, W1, b1, W2, b2, y, loss }),
    first: 'y',
    id: 'unknown',
  },
  {
    name: 'the exact loss is summed',
    settings: { loss: 'cross-entropy' },
    wrong: { crossEntropy: (y) => -y.reduce((sum, row, n) => sum + Math.log(row[right.labels[n]]), 0) },
    first: 'loss',
    id: 'loss-not-averaged',
  },
  {
    name: 'the update is not that of the config’s optimizer',
    settings: { optimizer: 'adam' },
    first: 'W1_after',
    id: 'update-is-sgd-at-the-rate-0.1',
  },
];

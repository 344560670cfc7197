import { type Bug, change, correct } from './bug.js';

/** Bugs in the gradient of the loss. */
export const LOSS_BUGS: Bug[] = [
  {
    name: 'the sign of dL/ds is wrong',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        change(ds, (d) => -d);
      },
    },
  },
  {
    name: 'dL/ds is not divided by N',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        change(ds, (d) => d * y.shape[0]);
      },
    },
  },
  {
    name: 'dL/ds is divided by N − 1',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        change(ds, (d) => (d * y.shape[0]) / (y.shape[0] - 1));
      },
    },
  },
  {
    name: 'dL/ds is divided by N · K',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        change(ds, (d) => d / y.shape[1]);
      },
    },
  },
  {
    name: 'the one-hot label is not subtracted',
    engine: {
      softmaxCrossEntropyGradient(ds, y) {
        change(ds, (_, n, k) => y.get(n, k) / y.shape[0]);
      },
    },
  },
  {
    name: 'the label subtracted is off by one',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        change(ds, (_, n, k) => (y.get(n, k) - (k === (t.get(n) + 1) % y.shape[1] ? 1 : 0)) / y.shape[0]);
      },
    },
  },
  {
    name: 'every row uses the label of the first image',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        change(ds, (_, n, k) => (y.get(n, k) - (k === t.get(0) ? 1 : 0)) / y.shape[0]);
      },
    },
  },
  {
    name: 'the derivative of the softmax is applied twice',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        change(ds, (d, n, k) => d * y.get(n, k) * (1 - y.get(n, k)));
      },
    },
  },
];

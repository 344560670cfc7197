import { type Bug, change } from './bug.js';

/** In Relu and Sigmoid. */
export const ACTIVATION_BUGS: Bug[] = [
  {
    name: 'the mask of Relu is inverted',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => (y.get(n, k) > 0 ? 0 : dout.get(n, k)));
      },
    },
  },
  {
    name: 'the mask of Relu is taken from dout',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout) {
        change(dx, (_, n, k) => Math.max(0, dout.get(n, k)));
      },
    },
  },
  {
    name: 'Relu passes everything',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout) {
        change(dx, (_, n, k) => dout.get(n, k));
      },
    },
  },
  {
    name: 'Relu multiplies by its output',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * y.get(n, k));
      },
    },
  },
  {
    name: 'Relu leaks a hundredth',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * (y.get(n, k) > 0 ? 1 : 0.01));
      },
    },
  },
  {
    name: 'the mask of Relu is that of the row before',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        const N = y.shape[0];
        change(dx, (_, n, k) => (y.get((n + N - 1) % N, k) > 0 ? dout.get(n, k) : 0));
      },
    },
  },
  {
    name: 'Sigmoid multiplies by y alone, without 1 − y',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * y.get(n, k));
      },
    },
  },
  {
    name: 'Sigmoid takes the derivative at y instead of at x',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        const s = (v: number) => 1 / (1 + Math.exp(-v));
        change(dx, (_, n, k) => dout.get(n, k) * s(y.get(n, k)) * (1 - s(y.get(n, k))));
      },
    },
  },
  {
    name: 'Sigmoid uses 1 − y², the derivative of tanh',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * (1 - y.get(n, k) ** 2));
      },
    },
  },
  {
    name: 'Sigmoid’s dout is changed in place and then used again',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dout, (d, n, k) => d * (1 - y.get(n, k)) * y.get(n, k));
        change(dx, (_, n, k) => dout.get(n, k) * (1 - y.get(n, k)) * y.get(n, k));
      },
    },
  },
];

import { type Bug, change } from './bug.js';

/** Bugs in Relu and Sigmoid. */
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
    name: 'the mask of Relu is computed from dout',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout) {
        change(dx, (_, n, k) => Math.max(0, dout.get(n, k)));
      },
    },
  },
  {
    name: 'Relu passes every gradient',
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
    name: 'Relu passes a hundredth where x ≤ 0',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * (y.get(n, k) > 0 ? 1 : 0.01));
      },
    },
  },
  {
    name: 'Relu uses the mask of the previous row',
    activation: 'relu',
    engine: {
      activateGradient(_, dx, dout, y) {
        const N = y.shape[0];
        change(dx, (_, n, k) => (y.get((n + N - 1) % N, k) > 0 ? dout.get(n, k) : 0));
      },
    },
  },
  {
    name: 'Sigmoid multiplies by y instead of y (1 − y)',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dx, (_, n, k) => dout.get(n, k) * y.get(n, k));
      },
    },
  },
  {
    name: 'Sigmoid computes the derivative at y instead of x',
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
    name: 'Sigmoid changes dout in place and then uses it again',
    activation: 'sigmoid',
    engine: {
      activateGradient(_, dx, dout, y) {
        change(dout, (d, n, k) => d * (1 - y.get(n, k)) * y.get(n, k));
        change(dx, (_, n, k) => dout.get(n, k) * (1 - y.get(n, k)) * y.get(n, k));
      },
    },
  },
];

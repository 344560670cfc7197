import { type Broken, dW } from './broken.js';
import { dot, each, flip, type Rows, type UserNet } from './user-net.js';

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const dWs = (change: (v: number, n: number, k: number) => number) => (x: Rows, d: Rows) =>
  each(dot(flip(x), d), change);
const logistic = (change: (v: number, n: number, k: number) => number) => ({
  activation: 'sigmoid' as const,
  wrong: { act: (a: Rows) => each(a, (v, n, k) => change(sigmoid(v), n, k)) },
});

/** Differences that no known mistake explains: a relation between the numbers is reported. */
export const UNKNOWN: readonly Broken[] = [
  {
    name: 'y overflows',
    saved: (a) => ({ ...a, y: each(a.y as Rows, (v, n) => (n === 1 ? Number.NaN : v)) }),
    first: 'y',
    id: 'not-finite',
    says: 'y holds NaN or infinity',
  },
  {
    name: 'W2 is saved as dW2',
    saved: (a) => ({ ...a, dW2: a.W2 }),
    first: 'dW2',
    id: 'equals-W2',
    says: 'dW2 equals W2',
  },
  {
    ...dW(
      dWs((v) => 3.5 * v),
      'factor',
      'dW has a strange factor',
    ),
    says: 'dW2 is ours times 3.5',
  },
  {
    ...dW(
      dWs((v) => v + 0.5),
      'offset',
      'dW is too large',
    ),
    says: 'dW2 is ours plus 0.5 everywhere',
  },
  {
    ...dW(
      dWs((v, n) => (n === 2 ? 2 * v : v)),
      'part',
      'a row of dW is doubled',
    ),
    says: 'dW2 differs in row 2 only (counted from 0)',
  },
  {
    ...dW(
      dWs((v, n, k) => ((n * k) % 3 === 1 ? v * v + 1 : v)),
      'part',
      'some of dW is wrong',
    ),
    says: 'dW2 differs in 6 of 30 elements and equals ours elsewhere',
  },
  {
    name: 'rows are shifted',
    wrong: {
      affine: (x, W, b) => {
        const [first, ...others] = each(dot(x, W), (v, _, k) => v + b[k]);
        return [...others, first];
      },
    },
    first: 'a1',
    id: 'rows-in-another-order',
  },
  {
    name: 'units are reversed',
    saved: (a) => ({ ...a, z1: (a.z1 as Rows).map((row) => row.toReversed()) }),
    first: 'z1',
    id: 'columns-in-another-order',
  },
  {
    name: 'a1 is added to dx',
    wrong: {
      dx(this: UserNet, d, W) {
        const { a1 } = this.forward();
        return each(dot(d, flip(W)), (v, n, k) => v + 0.3 * a1[n][k]);
      },
    },
    first: 'dz1',
    id: 'plus-a1',
    says: 'dz1 is ours plus 0.3 times a1',
  },
  {
    name: 'dropout',
    ...logistic((v, n, k) => ((n + k) % 3 === 0 ? 0 : 2 * v)),
    first: 'z1',
    id: 'masked',
    says: 'z1 is 0 at 18 of 54 elements and ours times 2 elsewhere: dropout, or a mask',
  },
  {
    name: 'a mask',
    ...logistic((v, n, k) => ((n + k) % 3 === 0 ? 0 : v)),
    first: 'z1',
    id: 'masked',
    says: 'z1 is 0 at 18 of 54 elements and ours elsewhere: dropout, or a mask',
  },
  {
    name: 'another activation',
    ...logistic(Math.cos),
    first: 'z1',
    id: 'unknown',
    says: 'z1 differs from what a1 gives, and no known mistake explains it',
  },
  {
    name: 'another loss',
    saved: (a) => ({ ...a, loss: 0.1234 }),
    first: 'loss',
    id: 'unknown',
    says: 'loss differs from what y, t give, and no known mistake explains it',
  },
  {
    name: 'another array as numerical gradient',
    saved: (a) => ({ ...a, dW1_numerical: each(a.W1 as Rows, Math.cos) }),
    first: 'dW1_numerical',
    id: 'unknown',
    says: 'dW1_numerical differs from what x, t, W1, b1, W2, b2 give, and no known mistake explains it',
  },
  {
    name: 'a loss for each of three images',
    saved: (a) => ({ ...a, loss: [1, 2, 3] }),
    first: 'loss',
    id: 'shape',
    says: 'loss has the shape [3], expected one number',
  },
  {
    name: 'an image is missing',
    saved: (a) => ({ ...a, a1: (a.a1 as Rows).slice(1) }),
    first: 'a1',
    id: 'shape',
    says: 'a1 has the shape [8,6], expected [9,6]',
  },
  {
    name: 'only dW1 is transposed',
    saved: (a) => ({ ...a, dW1: flip(a.dW1 as Rows) }),
    first: 'dW1',
    id: 'transposed',
    says: 'dW1 is transposed',
  },
];

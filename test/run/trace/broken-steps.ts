import { type Broken, dW, right } from './broken.js';
import { OF_SETTINGS } from './broken-settings.js';
import { OF_SQUARE_NETS } from './broken-square-nets.js';
import { UNKNOWN } from './broken-unknown.js';
import { type Arrays, columns, dot, each, flip, type Rows, reshape, type UserNet } from './user-net.js';

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const db = (change: UserNet['db'], id: string, name: string): Broken => ({
  name,
  wrong: { db: change },
  first: 'db2',
  id,
});
const dy = (
  change: (y: number, t: number, y_: Rows, n: number, k: number) => number,
  id: string,
  name: string,
): Broken => ({
  name,
  wrong: { dy: (y) => each(y, (v, n, k) => change(v, right.oneHot()[n][k], y, n, k)) },
  first: 'dy',
  id,
});
const dact = (
  change: (d: number, a: number, z: number) => number,
  id: string,
  name: string,
  activation: 'relu' | 'sigmoid' = 'relu',
): Broken => ({
  name,
  activation,
  wrong: { dact: (dz, a, z) => each(dz, (d, n, k) => change(d, a[n][k], z[n][k])) },
  first: 'da1',
  id,
});
const forward = (wrong: Broken['wrong'], first: string, id: string, name: string): Broken => ({
  name,
  wrong: wrong ?? {},
  first,
  id,
});
const step = (change: (w: number, d: number) => number, id: string, name: string): Broken => ({
  name,
  wrong: {
    step: (w, d) =>
      w.map((row, n) =>
        Array.isArray(row) ? row.map((v, k) => change(v, (d as Rows)[n][k])) : change(row, (d as number[])[n]),
      ) as typeof w,
  },
  first: 'W1_after',
  id,
});
const N = 9;
const K = 5;

/** The mistakes of `test/gradient/bugs.ts`, and others that users make. */
export const BROKEN: readonly Broken[] = [
  dy((y, t) => (t - y) / N, 'dy-sign', 'the sign of dL/ds is wrong'),
  dy((y, t) => y - t, 'no-batch-mean', 'dL/ds is not divided by N'),
  dy((y, t) => (y - t) / (N - 1), 'dy-divided-by-one-less', 'dL/ds is divided by N − 1'),
  dy((y, t) => (y - t) / (N * K), 'dy-divided-by-all', 'dL/ds is divided by N · K'),
  dy((y) => y / N, 'label-not-subtracted', 'the one-hot label is not subtracted'),
  dy(
    (y, _, __, n, k) => (y - Number(k === (right.labels[n] + 1) % K)) / N,
    'label-off-by-one',
    'the label subtracted is off by one',
  ),
  dy(
    (y, _, __, ___, k) => (y - Number(k === right.labels[0])) / N,
    'label-of-first',
    'every row uses the label of the first image',
  ),
  dy(
    (y, t) => ((y - t) / N) * y * (1 - y),
    'softmax-derivative-twice',
    'the derivative of the softmax is applied twice',
  ),
  dy((y, _, __, n) => (y - right.labels[n]) / N, 'labels-not-one-hot', 'class numbers are subtracted'),
  {
    name: 'dx uses W reshaped',
    wrong: { dx: (d, W) => dot(d, reshape(W, W.length)) },
    first: 'dz1',
    id: 'dx-reshaped',
  },
  {
    name: 'dx is computed after W was updated',
    wrong: { dx: (d, W, g) => dot(d, flip(each(W, (w, n, k) => w - 0.1 * g[n][k]))) },
    first: 'dz1',
    id: 'dx-after-update',
  },
  db((d) => d[0], 'db-first-row', 'db covers only the first row'),
  db((d) => columns(d).map((v) => v / N), 'db-averaged', 'db is averaged over the batch'),
  db((d) => d[0].map(() => 0), 'all-zero', 'db is never written'),
  db((d) => columns(flip(d)), 'db-wrong-axis', 'db is summed over the wrong axis'),
  db((d) => columns(flip(d)).reduce((a, b) => a + b), 'db-all-summed', 'db is summed without an axis'),
  db((d) => d, 'db-not-summed', 'db is not summed'),
  dW((x, d) => each(dot(flip(x), d), (v) => v / N), 'dW-averaged-again', 'dW is averaged over the batch once more'),
  dW((x, d) => each(dot(flip(x), d), (v) => 2 * v), 'factor', 'dW is added to its old value'),
  dW((x, d) => dot(flip(x.slice(0, -1)), d.slice(0, -1)), 'dW-without-last', 'dW leaves out the last row of the batch'),
  dW(
    (x, d) => each(dot(flip(x), d), (v, _, k) => (k === d[0].length - 1 ? 0 : v)),
    'part',
    'dW leaves out the last column',
  ),
  dW(
    (x, d, W) => each(dot(flip(x), d), (v, n, k) => v + 1e-6 * W[n][k]),
    'weight-decay-added',
    'the loss has a little weight decay',
  ),
  dW(
    (x, d) => each(dot(flip(x), d), (v) => Math.max(-0.05, Math.min(0.05, v))),
    'clipped',
    'gradients are clipped at 0.05',
  ),
  dW(
    (x, d) => each(dot(flip(x), d), (v, n, k) => (n === 1 && k === 2 ? v * 1.00001 : v)),
    'part',
    'one element is 0.001 % off',
  ),
  dact((d, a) => (a > 0 ? 0 : d), 'mask-inverted', 'the mask of Relu is inverted'),
  dact((d) => Math.max(0, d), 'mask-from-dout', 'the mask of Relu is computed from dout'),
  dact((d) => d, 'derivative-missing', 'Relu passes every gradient'),
  dact((d, _, z) => d * z, 'derivative-z-only', 'Relu multiplies by its output'),
  dact((d, a) => (a > 0 ? d : 0.01 * d), 'leak-0.01', 'Relu passes a hundredth where x ≤ 0'),
  {
    name: 'Relu uses the mask of the previous row',
    wrong: { dact: (dz, a) => each(dz, (d, n, k) => (a[(n + N - 1) % N][k] > 0 ? d : 0)) },
    first: 'da1',
    id: 'mask-of-neighbour',
  },
  dact((d, _, z) => d * z, 'derivative-z-only', 'Sigmoid multiplies by y instead of y (1 − y)', 'sigmoid'),
  dact(
    (d, _, z) => d * sigmoid(z) * (1 - sigmoid(z)),
    'derivative-at-z',
    'Sigmoid computes the derivative at y instead of x',
    'sigmoid',
  ),
  dact((d, _, z) => d * (1 - z * z), 'derivative-of-tanh', 'Sigmoid uses the derivative of tanh', 'sigmoid'),
  dact((d, a) => d * a * (1 - a), 'derivative-from-a', 'Sigmoid computes x (1 − x) from its input', 'sigmoid'),
  forward({ affine: (x, W) => dot(x, W) }, 'a1', 'no-bias', 'the bias is not added'),
  forward({ act: (a) => a }, 'z1', 'activation-skipped', 'the activation is skipped'),
  forward(
    { softmax: (a) => flip(flip(a).map((c) => c.map((v) => Math.exp(v) / c.reduce((s, w) => s + Math.exp(w), 0)))) },
    'y',
    'softmax-columns',
    'softmax over the wrong axis',
  ),
  forward(
    { crossEntropy: (y) => -y.reduce((s, row, n) => s + Math.log(row[right.labels[n]] + 1e-7), 0) },
    'loss',
    'loss-not-averaged',
    'the loss is summed',
  ),
  step((w, d) => w + 0.1 * d, 'update-sign', 'the update adds the gradient'),
  step((w, d) => w - 0.01 * d, 'rate-twice', 'the learning rate is applied twice'),
  step((w) => w, 'not-updated', 'nothing is updated'),
  {
    name: 'parameters are not copied before the update',
    saved: (a) => ({ ...a, W1: a.W1_after, b1: a.b1_after, W2: a.W2_after, b2: a.b2_after }),
    first: 'W1',
    id: 'not-copied',
  },
  {
    name: 'parameters are not copied before the update, and dW2 is not saved',
    saved: ({ dW2, ...a }) => ({ ...a, W1: a.W1_after, b1: a.b1_after, W2: a.W2_after, b2: a.b2_after }) as Arrays,
    first: 'W1',
    id: 'not-copied',
  },
  {
    name: 'y is changed in place by the backward pass',
    saved: (a, net) => ({ ...a, y: each(a.y as Rows, (v, n, k) => v - net.oneHot()[n][k]) }),
    first: 'y',
    id: 'labels-in-place',
  },
  {
    name: 'the layers keep the old weights',
    saved: (a) => ({ ...a, loss_after: a.loss }),
    first: 'loss_after',
    id: 'layers-keep-old-weights',
  },
  {
    name: 'labels are saved in another order',
    saved: (a) => ({ ...a, t: (a.t as Rows).toReversed() }),
    first: 't',
    id: 'other-labels',
  },
  ...OF_SQUARE_NETS,
  ...OF_SETTINGS,
  ...UNKNOWN,
  {
    name: 'the pixels are not divided by 255',
    activation: 'sigmoid',
    wrong: { x: each(right.x, (v) => Math.round(v * 255)) },
    first: 'x',
    id: 'pixels-not-scaled',
  },
  {
    name: 'the forward pass is saved after the update',
    saved: (a, net) => {
      const { x, t, W1, b1, W2, b2, W1_after, b1_after, W2_after, b2_after, loss_after } = a;
      const after = { W1: W1_after, b1: b1_after, W2: W2_after, b2: b2_after } as UserNet['p'];
      const { y } = net.forward(after);
      return { x, t, W1, b1, W2, b2, y, W1_after, b1_after, W2_after, b2_after, loss_after };
    },
    first: 'y',
    id: 'forward-after-update',
    says: 'a1 is computed with the parameters after the update, and the same in a2 (seen in y)',
  },
  {
    name: 'the labels are the argmax over the wrong axis',
    images: K,
    wrong: {
      crossEntropy(this: UserNet, y) {
        const labels = flip(this.oneHot()).map((column) => Math.max(0, column.indexOf(1)));
        return -y.reduce((sum, row, n) => sum + Math.log(row[labels[n]] + 1e-7), 0) / y.length;
      },
    },
    first: 'loss',
    id: 'loss-label-columns',
  },
  {
    name: 'whole columns of y are changed at the labels',
    sizes: [8, 6, 12],
    wrong: {
      dy(this: UserNet, y) {
        return each(y, (v, _, k) => (v - Number(this.labels.includes(k))) / N);
      },
    },
    first: 'dy',
    id: 'labels-every-row',
  },
  {
    name: 'numerical gradients are divided by h',
    saved: (a, net) => ({ ...a, db2_numerical: net.numerical('b2', 1e-4).map((d) => 2 * d) }),
    first: 'db2_numerical',
    id: 'numerical-half',
  },
  {
    name: 'h is so small that it has no effect',
    saved: (a, net) => ({ ...a, dW1_numerical: net.numerical('W1', 1e-50) }),
    first: 'dW1_numerical',
    id: 'h-too-small',
  },
  {
    name: 'h is so small that the difference is mostly rounding',
    saved: (a, net) => ({ ...a, dW1_numerical: net.numerical('W1', 1e-13) }),
    first: 'dW1_numerical',
    id: 'noisy',
  },
];

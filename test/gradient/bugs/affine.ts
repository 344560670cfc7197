import { copy, type NdArray, zeros } from '../../../src/array.js';
import { affines, type Bug, change, correct, corrupted, doutOfAffine1, rounded } from './bug.js';

/** Bugs in Affine layers, and in the use of their gradients. */
export const AFFINE_BUGS: Bug[] = [
  {
    name: 'dx = dout W with W read transposed',
    engine: {
      affineInputGradient(dx, dout, W) {
        const [I, O] = W.shape;
        const wrong = zeros([I, O]);
        change(wrong, (_, i, j) => W.data[(j * I + i) % W.size]);
        correct.affineInputGradient(dx, dout, wrong);
      },
    },
  },
  {
    name: 'db covers only the first row',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        change(db, (_, __, k) => dout.get(0, k));
      },
    },
  },
  {
    name: 'db is averaged over the batch',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        change(db, (d) => d / dout.shape[0]);
      },
    },
  },
  {
    name: 'db is never written',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, zeros(db.shape), x, dout);
      },
    },
  },
  {
    name: 'dW is averaged over the batch once more',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        change(dW, (d) => d / dout.shape[0]);
      },
    },
  },
  {
    name: 'dW is added to its old value',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        const before = copy(dW);
        correct.affineParameterGradients(dW, db, x, dout);
        change(dW, (d, i, j) => d + before.get(i, j));
      },
    },
    // only the second gradient is wrong
    gradient(net, x, t) {
      net.gradient(x, t);
      return net.gradient(x, t).grads as Record<string, NdArray>;
    },
  },
  {
    name: 'dW leaves out the last row of the batch',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        const short = copy(dout);
        for (let k = 0; k < dout.shape[1]; k++) short.set(dout.shape[0] - 1, k, 0);
        correct.affineParameterGradients(dW, zeros(db.shape), x, short);
      },
    },
  },
  {
    name: 'dW leaves out the last column',
    engine: {
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        change(dW, (d, _, k) => (k === dW.shape[1] - 1 ? 0 : d));
      },
    },
  },
  {
    name: 'dW is computed from the inputs of the previous batch',
    gradient(net, x, t) {
      const [first] = affines(net);
      const stale = copy(x as NdArray);
      change(stale, (v, n, i) => (x as NdArray).get((n + 1) % stale.shape[0], i) * 0.9 + 0.01 * v);
      net.gradient(x, t);
      const dout = doutOfAffine1(net, x, t);
      net.engine.affineParameterGradients(first.dW, first.db, stale, dout);
      return net.grads as Record<string, NdArray>;
    },
  },
  {
    name: 'dx is computed after W was updated',
    gradient(net, x, t) {
      const [, second] = affines(net);
      const W = copy(second.W);
      net.gradient(x, t);
      const dW2 = copy(second.dW);
      net.engine.update('sgd', second.W, [], dW2, 0.1);
      const dout = doutOfAffine1(net, x, t, W);
      const [first] = affines(net);
      net.engine.affineParameterGradients(first.dW, first.db, x, dout);
      change(second.W, (_, i, j) => W.get(i, j));
      change(second.dW, (_, i, j) => dW2.get(i, j));
      return net.grads as Record<string, NdArray>;
    },
  },
  {
    name: 'one gradient of b1 is exchanged with one of b2',
    gradient: corrupted(({ b1, b2 }) => {
      const [kept] = [b1.get(0)];
      b1.set(0, b2.get(0));
      b2.set(0, kept);
    }),
  },
  {
    name: 'one element of W1 is 0.1 % off',
    gradient: corrupted(({ W1 }) => W1.set(3, 2, W1.get(3, 2) * 1.001)),
  },
  {
    name: 'one element of b2 is 0.001 % off',
    gradient: corrupted(({ b2 }) => b2.set(1, b2.get(1) * 1.00001)),
  },
  {
    name: 'the gradient includes a small weight decay',
    gradient: corrupted((grads, { params }) => change(grads.W1, (d, i, j) => d + 1e-6 * params.W1.get(i, j))),
  },
  {
    name: 'gradients are clipped at 0.05',
    gradient: corrupted((grads) => {
      for (const grad of Object.values(grads)) change(grad, (d) => Math.max(-0.05, Math.min(0.05, d)));
    }),
  },
  {
    name: 'every step of back-propagation is rounded to float32',
    engine: {
      softmaxCrossEntropyGradient(ds, y, t) {
        correct.softmaxCrossEntropyGradient(ds, y, t);
        rounded(ds);
      },
      affineInputGradient(dx, dout, W) {
        correct.affineInputGradient(dx, dout, W);
        rounded(dx);
      },
      affineParameterGradients(dW, db, x, dout) {
        correct.affineParameterGradients(dW, db, x, dout);
        rounded(dW);
        rounded(db);
      },
    },
  },
];

import { copy, type Labels, type NdArray, offsets, zeros } from '../../src/array.js';
import type { Engine, Input } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import type { CheckedNet } from '../../src/gradient/check.js';
import type { Affine } from '../../src/layers/affine.js';
import { type Architecture, Network } from '../../src/network/network.js';

const correct = createReferenceEngine('float64');

/** Changes every element of x in place. */
function change(x: NdArray, f: (value: number, n: number, k: number) => number): void {
  const columns = x.shape[x.dimension - 1];
  let i = 0;
  for (const place of offsets(x)) {
    x.data[place] = f(x.data[place], Math.floor(i / columns), i % columns);
    i++;
  }
}

/** A mistake in back-propagation. The forward pass stays correct. */
export interface Bug {
  readonly name: string;
  /** The activation it needs; otherwise the bug is tested with both. */
  readonly activation?: ActivationName;
  /** Wrong operations of the engine … */
  readonly engine?: Partial<Engine>;
  /** … or a wrong `gradient` that uses correct operations. */
  readonly gradient?: (net: Network, x: Input, t: Labels) => Record<string, NdArray>;
}

/** A net with a bug in its gradient. */
export function buggyNet(bug: Bug, architecture: Architecture): { net: Network; checked: CheckedNet } {
  const net = new Network({ ...correct, ...bug.engine }, architecture);
  const { gradient } = bug;
  if (!gradient) return { net, checked: net };
  const { params, layers, lastLayer, weightDecay } = net;
  return {
    net,
    checked: {
      params,
      layers,
      lastLayer,
      weightDecay,
      gradient: (x, t) => ({ ...net.gradient(x, t), grads: gradient(net, x, t) }),
    },
  };
}

/** Computes the correct gradients, then changes them with f. */
function corrupted(f: (grads: Record<string, NdArray>, net: Network) => void): Bug['gradient'] {
  return (net, x, t) => {
    const grads = Object.fromEntries(
      Object.entries(net.gradient(x, t).grads).map(([name, grad]) => [name, copy(grad)]),
    );
    f(grads, net);
    return grads;
  };
}

function affines(net: Network): Affine[] {
  return [...net.layers].filter(([name]) => name.startsWith('Affine')).map(([, layer]) => layer as Affine);
}

function rounded(x: NdArray): void {
  change(x, Math.fround);
}

export const BUGS: Bug[] = [
  // the loss
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
  // Affine
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
  // precision
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
  // Relu
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
  // Sigmoid
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

/** dL/da1, the dout of Affine1. W2: replaces the net's W2 during the forward pass. */
function doutOfAffine1(net: Network, x: Input, t: Labels, W2?: NdArray): NdArray {
  const [, second] = affines(net);
  const W = copy(second.W);
  if (W2) change(second.W, (_, i, j) => W2.get(i, j));
  net.loss(x, t);
  let dout: NdArray | null = net.lastLayer.backward();
  change(second.W, (_, i, j) => W.get(i, j));
  for (const layer of [...net.layers.values()].toReversed().slice(0, -1)) if (dout) dout = layer.backward(dout);
  if (!dout) throw new Error('a hidden layer returned no gradient');
  return copy(dout);
}

import { copy, type Labels, type NdArray, offsets } from '../../../src/array.js';
import type { Engine, Input } from '../../../src/engine/engine.js';
import type { ActivationName } from '../../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import type { CheckedNet } from '../../../src/gradient/check.js';
import type { Affine } from '../../../src/layers/affine.js';
import { type Architecture, Network } from '../../../src/network/network.js';

export const correct = createReferenceEngine('float64');

/** Changes every element of x in place. */
export function change(x: NdArray, f: (value: number, n: number, k: number) => number): void {
  const columns = x.shape[x.dimension - 1];
  let i = 0;
  for (const place of offsets(x)) {
    x.data[place] = f(x.data[place], Math.floor(i / columns), i % columns);
    i++;
  }
}

/** One mistake in back-propagation; the forward pass stays right. */
export interface Bug {
  readonly name: string;
  /** The nets it can be made in; both without. */
  readonly activation?: ActivationName;
  /** A wrong arithmetic … */
  readonly engine?: Partial<Engine>;
  /** … or a wrong use of the right one: what `gradient` then does. */
  readonly gradient?: (net: Network, x: Input, t: Labels) => Record<string, NdArray>;
}

/** A net with a bug, whose layers are those of a right one. */
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

/** A wrong result from a right one. */
export function afterwards(f: (grads: Record<string, NdArray>, net: Network) => void): Bug['gradient'] {
  return (net, x, t) => {
    const grads = Object.fromEntries(
      Object.entries(net.gradient(x, t).grads).map(([name, grad]) => [name, copy(grad)]),
    );
    f(grads, net);
    return grads;
  };
}

export function affines(net: Network): Affine[] {
  return [...net.layers].filter(([name]) => name.startsWith('Affine')).map(([, layer]) => layer as Affine);
}

export function rounded(x: NdArray): void {
  change(x, Math.fround);
}

/** dL/da1, the gradient that reaches Affine1; with a forward pass through `W2` instead of the net's, if given. */
export function doutBehind(net: Network, x: Input, t: Labels, W2?: NdArray): NdArray {
  const [, second] = affines(net);
  const W = copy(second.W);
  if (W2) change(second.W, (_, i, j) => W2.get(i, j));
  net.loss(x, t);
  let dout: NdArray | null = net.lastLayer.backward();
  change(second.W, (_, i, j) => W.get(i, j));
  for (const layer of [...net.layers.values()].toReversed().slice(0, -1)) if (dout) dout = layer.backward(dout);
  if (!dout) throw new Error('a hidden layer sent nothing back');
  return copy(dout);
}

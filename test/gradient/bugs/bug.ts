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
export function corrupted(f: (grads: Record<string, NdArray>, net: Network) => void): Bug['gradient'] {
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

/** dL/da1, the dout of Affine1. W2: replaces the net's W2 during the forward pass. */
export function doutOfAffine1(net: Network, x: Input, t: Labels, W2?: NdArray): NdArray {
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

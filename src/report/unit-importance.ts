import type { Network } from '../network/network.js';
import { chunks, type LoadedSplit } from '../training/training-data.js';

/**
 * How strongly each unit of the first hidden layer affects the next layer: the standard deviation of its activation over the
 * first 1,000 images, times the standard deviation of its outgoing weights (softmax ignores their mean). Empty for a net
 * without hidden units.
 */
export function unitImportance(network: Network, split: LoadedSplit): number[] {
  if (network.architecture.hidden.length === 0) return [];
  const [affine, activation] = network.layers.values();
  const [{ x }] = chunks(split);
  const z = activation.forward(affine.forward(x));
  const { W2 } = network.params;
  const [N, units] = z.shape;
  const classes = W2.shape[1];
  return Array.from({ length: units }, (_, j) => {
    const activation = standardDeviation(N, (n) => z.get(n, j));
    return activation * standardDeviation(classes, (k) => W2.get(j, k));
  });
}

function standardDeviation(n: number, at: (i: number) => number): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += at(i);
  for (let i = 0; i < n; i++) squares += (at(i) - sum / n) ** 2;
  return Math.sqrt(squares / n);
}

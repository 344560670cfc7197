import { copy, type FloatArray, type Labels } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import type { Network, Parameters } from '../../network/network.js';
import { dot } from './norms.js';

/** The gradients of the two halves of a sample, compared. */
export interface SampleGradient {
  readonly loss: number;
  /** The norm of the mean of both gradients, by parameter. */
  readonly norms: Readonly<Record<string, number>>;
  /** The cosine between both gradients over all parameters; 0 if one of them is zero. */
  readonly agreement: number;
}

/** Computes and compares the gradients of two batches; overwrites the net's `grads`. */
export function sampleGradient(network: Network, halves: readonly { x: Batch; t: Labels }[]): SampleGradient {
  const [a, b] = halves.map(({ x, t }) => {
    const { loss, grads } = network.gradient(x, t);
    return { loss, grads: elements(grads) };
  });
  let [both, squaresA, squaresB] = [0, 0, 0];
  const norms: Record<string, number> = {};
  for (const name of Object.keys(a.grads)) {
    const [gA, gB] = [a.grads[name], b.grads[name]];
    const [ab, aa, bb] = [dot(gA, gB), dot(gA, gA), dot(gB, gB)];
    norms[name] = finite(Math.sqrt(Math.max(0, aa + bb + 2 * ab)) / 2);
    both += ab;
    squaresA += aa;
    squaresB += bb;
  }
  const cosine = both / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
  const agreement = Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : 0;
  return { loss: finite((a.loss + b.loss) / 2), norms, agreement };
}

/** Replaces NaN and infinities by the largest number, which JSON can hold. */
export function finite(x: number): number {
  return Number.isFinite(x) ? x : Number.MAX_VALUE;
}

/** The elements of each array, without the padding between its rows. */
function elements(arrays: Parameters): Record<string, FloatArray> {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, copy(array).data]));
}

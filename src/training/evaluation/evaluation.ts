import type { NdArray } from '../../array.js';
import type { Network } from '../../network/network.js';
import { createBreather } from '../breathe.js';
import { chunks, type LoadedSplit } from '../training-data.js';

/** The outputs of a net for every image of a split. */
export interface Evaluation {
  /** The mean loss. */
  readonly loss: number;
  /** The class of the largest score, image by image. */
  readonly predicted: Uint8Array;
  /** The true classes. */
  readonly labels: Uint8Array;
  /** The probability of each class, image by image: count · classes. */
  readonly probabilities: Float32Array;
}

/** Evaluates a net on a split, 1,000 images at a time, and reports how many are done. */
export async function evaluate(
  network: Network,
  split: LoadedSplit,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Evaluation> {
  const classes = network.architecture.output;
  const predicted = new Uint8Array(split.count);
  const probabilities = new Float32Array(split.count * classes);
  const breathe = createBreather();
  let lossSum = 0;
  for (const { x, t, first } of chunks(split)) {
    const scores = network.scores(x);
    lossSum += network.lastLayer.forward(scores, t) * t.size;
    const y = network.lastLayer.output(scores);
    for (let n = 0; n < t.size; n++) {
      predicted[first + n] = answer(scores, n);
      for (let k = 0; k < classes; k++) probabilities[(first + n) * classes + k] = y.get(n, k);
    }
    onProgress(first + t.size, split.count);
    await breathe();
  }
  return { loss: lossSum / split.count, predicted, labels: split.labels, probabilities };
}

/** The class with the largest score (the first, if equal) of sample n. scores: [N, K] */
export function answer(scores: NdArray, n: number): number {
  let best = 0;
  for (let k = 1; k < scores.shape[1]; k++) if (scores.get(n, k) > scores.get(n, best)) best = k;
  return best;
}

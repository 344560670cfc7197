import type { Labels } from '../../array.js';
import type { Batch, Engine } from '../../engine/engine.js';

interface LabelledImages {
  readonly x: Batch;
  readonly t: Labels;
}

/** Score of a class without images, so low that it never wins. */
const FAR = -1e9;

/**
 * The accuracy of the nearest-mean classifier, which picks the class with the closest mean image m: argmax of
 * x · m − |m|² / 2. The means are of `known`, the accuracy of `tried`. MNIST has about 0.8, random labels have 1/K.
 */
export function nearestMeanAccuracy(engine: Engine, K: number, known: LabelledImages, tried: LabelledImages): number {
  const { width } = known.x.rows;
  const counts = new Int32Array(K);
  for (let n = 0; n < known.t.size; n++) counts[known.t.get(n)]++;
  const share = engine.zeros(known.t.size, K);
  for (let n = 0; n < known.t.size; n++) share.set(n, known.t.get(n), 1 / counts[known.t.get(n)]);
  const means = engine.zeros(width, K);
  const bias = engine.zeros(K);
  engine.affineParameterGradients(means, bias, known.x, share);
  for (let k = 0; k < K; k++) {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += means.get(i, k) ** 2;
    bias.set(k, counts[k] === 0 ? FAR : -squares / 2);
  }
  const scores = engine.zeros(tried.t.size, K);
  engine.affine(scores, tried.x, means, bias);
  return engine.countCorrect(scores, tried.t) / tried.t.size;
}

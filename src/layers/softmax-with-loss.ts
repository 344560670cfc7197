import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { addLeadGradient, lead, leadDifference } from './label-smoothing.js';
import { classNumbers } from './labels.js';
import { crossEntropyDifference } from './loss-difference.js';
import type { LossLayer } from './loss-layer.js';

/**
 * y = softmax(s), L = −(1/N) Σ ln y[n, t[n]]; ds = (y − t) / N. s, y: [N, K]; t: [N] class numbers or [N, K] one-hot.
 *
 * With `smoothing` ε the labels are smoothed (Szegedy et al. 2016): t is 1 − ε + ε/K at the label and ε/K elsewhere.
 * With `epsilon` the loss is the book's −ln(y[t] + epsilon); the gradient stays (y − t) / N, as in the book.
 */
export class SoftmaxWithLoss implements LossLayer {
  readonly #engine: Engine;
  readonly #epsilon: number;
  readonly #smoothing: number;
  readonly #y: RowBuffer;
  readonly #ds: RowBuffer;
  readonly #output: RowBuffer;
  #t: Labels | undefined;

  constructor(engine: Engine, epsilon = 0, smoothing = 0) {
    this.#engine = engine;
    this.#epsilon = epsilon;
    this.#smoothing = smoothing;
    this.#y = new RowBuffer(engine);
    this.#ds = new RowBuffer(engine);
    this.#output = new RowBuffer(engine);
  }

  forward(s: NdArray, t: Labels): number {
    const [N, K] = s.shape;
    this.#t = classNumbers(t, K, N);
    const loss = this.#engine.softmaxCrossEntropy(this.#y.view(N, K), s, this.#t, this.#epsilon);
    return this.#smoothing === 0 ? loss : loss + this.#smoothing * lead(s, this.#t);
  }

  backward(): NdArray {
    const y = this.#y.last;
    if (!this.#t) throw new Error('backward was called before forward');
    const ds = this.#ds.view(y.shape[0], y.shape[1]);
    this.#engine.softmaxCrossEntropyGradient(ds, y, this.#t);
    if (this.#smoothing !== 0) addLeadGradient(ds, this.#t, this.#smoothing);
    return ds;
  }

  difference(above: NdArray, below: NdArray, t: Labels): number {
    const labels = classNumbers(t, above.shape[1]);
    const difference = crossEntropyDifference(above, below, labels);
    return this.#smoothing === 0 ? difference : difference + this.#smoothing * leadDifference(above, below, labels);
  }

  atBatch(s: NdArray, t: Labels): LossAtBatch {
    if (this.#smoothing !== 0) throw new Error('incremental differences do not support label smoothing');
    return { kind: 'softmax', y: this.output(s), t: classNumbers(t, s.shape[1]), epsilon: this.#epsilon };
  }

  output(s: NdArray): NdArray {
    const y = this.#output.view(s.shape[0], s.shape[1]);
    this.#engine.softmax(y, s);
    return y;
  }
}

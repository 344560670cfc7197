import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { classNumbers } from './labels.js';
import { crossEntropyDifference } from './loss-difference.js';
import type { LossLayer } from './loss-layer.js';

/**
 * y = softmax(s), L = −(1/N) Σ ln y[n, t[n]]; ds = (y − t) / N. s, y: [N, K]; t: [N] class numbers or [N, K] one-hot.
 *
 * With `epsilon` the recorded loss is the seeds' −ln(y + epsilon); its gradient is left at (y − t) / N, as theirs is.
 */
export class SoftmaxWithLoss implements LossLayer {
  readonly #engine: Engine;
  readonly #epsilon: number;
  readonly #y: RowBuffer;
  readonly #ds: RowBuffer;
  readonly #output: RowBuffer;
  #t: Labels | undefined;

  constructor(engine: Engine, epsilon = 0) {
    this.#engine = engine;
    this.#epsilon = epsilon;
    this.#y = new RowBuffer(engine);
    this.#ds = new RowBuffer(engine);
    this.#output = new RowBuffer(engine);
  }

  forward(s: NdArray, t: Labels): number {
    const [N, K] = s.shape;
    this.#t = classNumbers(t, K, N);
    return this.#engine.softmaxCrossEntropy(this.#y.view(N, K), s, this.#t, this.#epsilon);
  }

  backward(): NdArray {
    const y = this.#y.last;
    if (!this.#t) throw new Error('backward was called before forward');
    const ds = this.#ds.view(y.shape[0], y.shape[1]);
    this.#engine.softmaxCrossEntropyGradient(ds, y, this.#t);
    return ds;
  }

  difference(above: NdArray, below: NdArray, t: Labels): number {
    return crossEntropyDifference(above, below, classNumbers(t, above.shape[1]));
  }

  atBatch(s: NdArray, t: Labels): LossAtBatch {
    return { kind: 'softmax', y: this.output(s), t: classNumbers(t, s.shape[1]), epsilon: this.#epsilon };
  }

  output(s: NdArray): NdArray {
    const y = this.#output.view(s.shape[0], s.shape[1]);
    this.#engine.softmax(y, s);
    return y;
  }
}

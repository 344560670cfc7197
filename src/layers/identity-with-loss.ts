import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { classNumbers } from './labels.js';
import { squaredErrorDifference } from './loss-difference.js';
import type { LossLayer } from './loss-layer.js';

/**
 * y = s, L = Σ (y − t)² / 2n over all n elements; ds = (y − t) / n (chapter 4 of the book). s, y: [N, K]; t: [N, K], or
 * class numbers [N], which are converted to one-hot rows.
 */
export class IdentityWithLoss implements LossLayer {
  readonly #engine: Engine;
  readonly #ds: RowBuffer;
  readonly #oneHot: RowBuffer;
  #y: NdArray | undefined;
  #t: NdArray | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#ds = new RowBuffer(engine);
    this.#oneHot = new RowBuffer(engine);
  }

  forward(s: NdArray, t: Labels): number {
    this.#y = s;
    this.#t = this.#targets(s, t);
    return this.#engine.meanSquaredError(this.#y, this.#t);
  }

  backward(): NdArray {
    if (!this.#y || !this.#t) throw new Error('backward was called before forward');
    const ds = this.#ds.view(this.#y.shape[0], this.#y.shape[1]);
    this.#engine.meanSquaredErrorGradient(ds, this.#y, this.#t);
    return ds;
  }

  difference(above: NdArray, below: NdArray, t: Labels): number {
    return squaredErrorDifference(above, below, this.#targets(above, t));
  }

  atBatch(s: NdArray, t: Labels): LossAtBatch {
    return { kind: 'squares', y: s, t: this.#targets(s, t) };
  }

  output(s: NdArray): NdArray {
    return s;
  }

  /** The targets [N, K]: t itself, or the one-hot rows of class numbers. */
  #targets(s: NdArray, t: Labels): NdArray {
    const [N, K] = s.shape;
    if (t.dimension === 1) {
      const numbers = classNumbers(t, K, N);
      const rows = this.#oneHot.view(N, K);
      for (let n = 0; n < N; n++) for (let k = 0; k < K; k++) rows.set(n, k, k === numbers.get(n) ? 1 : 0);
      return rows;
    }
    if (t.dimension === 2 && t.shape[0] === N && t.shape[1] === K) return t as NdArray;
    throw new RangeError(`targets are [${t.shape}], expected class numbers [${N}] or the outputs' shape [${s.shape}]`);
  }
}

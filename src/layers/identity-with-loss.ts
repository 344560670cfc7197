import type { Labels, NdArray } from '../array.js';
import type { LossAtBatch } from '../engine/differences.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { squaredErrorDifference } from './loss-difference.js';
import type { LossLayer } from './loss-layer.js';

/** y = s, L = Σ (y − t)² / 2n over all n elements; ds = (y − t) / n. s, y, t: [N, K]. The last layer of a regression. */
export class IdentityWithLoss implements LossLayer {
  readonly #engine: Engine;
  readonly #ds: RowBuffer;
  #y: NdArray | undefined;
  #t: NdArray | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#ds = new RowBuffer(engine);
  }

  forward(s: NdArray, t: Labels): number {
    if (t.dimension !== 2 || t.shape[0] !== s.shape[0] || t.shape[1] !== s.shape[1]) {
      throw new RangeError(`targets are [${t.shape}], expected the outputs' shape [${s.shape}]`);
    }
    this.#y = s;
    this.#t = t as NdArray;
    return this.#engine.meanSquaredError(this.#y, this.#t);
  }

  backward(): NdArray {
    if (!this.#y || !this.#t) throw new Error('backward was called before forward');
    const ds = this.#ds.view(this.#y.shape[0], this.#y.shape[1]);
    this.#engine.meanSquaredErrorGradient(ds, this.#y, this.#t);
    return ds;
  }

  difference(above: NdArray, below: NdArray, t: Labels): number {
    return squaredErrorDifference(above, below, t as NdArray);
  }

  atBatch(s: NdArray, t: Labels): LossAtBatch {
    return { kind: 'squares', y: s, t: t as NdArray };
  }

  output(s: NdArray): NdArray {
    return s;
  }
}

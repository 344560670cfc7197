import { asMatrix, likeInput, type NdArray, setAll } from '../array.js';
import { type Engine, type Input, isBatch, rowCount } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { Layer } from './layer.js';

/** y = x W + b; x: [N, in], W: [in, out], b: [out], y: [N, out]. A single row x: [in] gives y: [out]. */
export class Affine implements Layer {
  readonly W: NdArray;
  readonly b: NdArray;
  readonly dW: NdArray;
  readonly db: NdArray;
  readonly params: readonly NdArray[];
  readonly grads: readonly NdArray[];
  readonly #engine: Engine;
  readonly #y: RowBuffer;
  readonly #dx: RowBuffer;
  #x: Input | undefined;

  constructor(engine: Engine, W: NdArray, b: NdArray) {
    if (W.dimension !== 2 || b.dimension !== 1 || W.shape[1] !== b.shape[0]) {
      throw new RangeError(`Affine: W is [${W.shape}] and b is [${b.shape}], expected [in, out] and [out]`);
    }
    this.#engine = engine;
    this.W = W;
    this.b = b;
    this.dW = engine.zeros(...W.shape);
    this.db = engine.zeros(...b.shape);
    this.params = [this.W, this.b];
    this.grads = [this.dW, this.db];
    this.#y = new RowBuffer(engine);
    this.#dx = new RowBuffer(engine);
  }

  initialise(fill: (W: NdArray) => void): void {
    fill(this.W);
    setAll(this.b, 0);
  }

  forward(x: Input): NdArray {
    const width = isBatch(x) ? x.rows.width : x.shape[x.dimension - 1];
    if (width !== this.W.shape[0]) throw new RangeError(`Affine: rows of ${width}, expected ${this.W.shape[0]}`);
    this.#x = isBatch(x) ? x : asMatrix(x);
    const y = this.#y.view(rowCount(this.#x), this.W.shape[1]);
    this.#engine.affine(y, this.#x, this.W, this.b);
    return isBatch(x) ? y : likeInput(y, x);
  }

  /** dW = xᵀ dout, db = Σ dout over the batch, dx = dout Wᵀ */
  backward(dout: NdArray): NdArray | null {
    const x = this.#x;
    if (!x) throw new Error('Affine: backward before forward');
    const doutRows = asMatrix(dout);
    this.#engine.affineParameterGradients(this.dW, this.db, x, doutRows);
    if (isBatch(x)) return null;
    const dx = this.#dx.view(x.shape[0], this.W.shape[0]);
    this.#engine.affineInputGradient(dx, doutRows, this.W);
    return likeInput(dx, dout);
  }
}

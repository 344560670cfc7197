import { asMatrix, likeInput, type NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { MatrixLayer } from './layer.js';

/** y = 1 / (1 + e^−x); dx = dout (1 − y) y. x, y: [N, D], or a single row [D] */
export class Sigmoid implements MatrixLayer {
  readonly params = [];
  readonly grads = [];
  readonly #engine: Engine;
  readonly #y: RowBuffer;
  readonly #dx: RowBuffer;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#y = new RowBuffer(engine);
    this.#dx = new RowBuffer(engine);
  }

  forward(x: NdArray): NdArray {
    const rows = asMatrix(x);
    const y = this.#y.view(rows.shape[0], rows.shape[1]);
    this.#engine.sigmoid(y, rows);
    return likeInput(y, x);
  }

  backward(dout: NdArray): NdArray {
    const rows = asMatrix(dout);
    const dx = this.#dx.view(rows.shape[0], rows.shape[1]);
    this.#engine.sigmoidGradient(dx, rows, this.#y.last);
    return likeInput(dx, dout);
  }
}

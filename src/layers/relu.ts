import { asMatrix, likeInput, type NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { MatrixLayer } from './layer.js';

/** y = max(x, 0); dx = dout where x > 0, else 0. x, y: [N, D], or a single row [D] */
export class Relu implements MatrixLayer {
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
    this.#engine.relu(y, rows);
    return likeInput(y, x);
  }

  backward(dout: NdArray): NdArray {
    const rows = asMatrix(dout);
    const dx = this.#dx.view(rows.shape[0], rows.shape[1]);
    this.#engine.reluGradient(dx, rows, this.#y.last);
    return likeInput(dx, dout);
  }
}

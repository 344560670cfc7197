import type { NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { MatrixLayer } from './layer.js';

/** y = 1 / (1 + e^−x); dx = dout (1 − y) y. x, y: [N, D] */
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
    const y = this.#y.view(x.shape[0], x.shape[1]);
    this.#engine.sigmoid(y, x);
    return y;
  }

  backward(dout: NdArray): NdArray {
    const dx = this.#dx.view(dout.shape[0], dout.shape[1]);
    this.#engine.sigmoidGradient(dx, dout, this.#y.last);
    return dx;
  }
}

import { asMatrix, likeInput, type NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import type { ActivationName } from '../engine/reference/activations.js';
import { RowBuffer } from '../engine/row-buffer.js';
import type { MatrixLayer } from './layer.js';

/** An activation function as a layer: y = f(x), dx = dout f'(x), element-wise. x, y: [N, D], or a single row [D] */
export class Activation implements MatrixLayer {
  readonly params = [];
  readonly grads = [];
  readonly name: ActivationName;
  readonly #engine: Engine;
  readonly #y: RowBuffer;
  readonly #dx: RowBuffer;

  constructor(engine: Engine, name: ActivationName) {
    this.name = name;
    this.#engine = engine;
    this.#y = new RowBuffer(engine);
    this.#dx = new RowBuffer(engine);
  }

  forward(x: NdArray): NdArray {
    const rows = asMatrix(x);
    const y = this.#y.view(rows.shape[0], rows.shape[1]);
    this.#engine.activate(this.name, y, rows);
    return likeInput(y, x);
  }

  backward(dout: NdArray): NdArray {
    const rows = asMatrix(dout);
    const dx = this.#dx.view(rows.shape[0], rows.shape[1]);
    this.#engine.activateGradient(this.name, dx, rows, this.#y.last);
    return likeInput(dx, dout);
  }
}

/** The book's `Relu`: y = max(x, 0); dx = dout where x > 0, else 0. */
export class Relu extends Activation {
  constructor(engine: Engine) {
    super(engine, 'relu');
  }
}

/** The book's `Sigmoid`: y = 1 / (1 + e^−x); dx = dout (1 − y) y. */
export class Sigmoid extends Activation {
  constructor(engine: Engine) {
    super(engine, 'sigmoid');
  }
}

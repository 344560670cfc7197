import type { NdArray } from '../array.js';
import type { Engine } from '../engine/engine.js';
import { RowBuffer } from '../engine/row-buffer.js';
import { STREAMS } from '../random/streams.js';
import type { MatrixLayer } from './layer.js';

/**
 * Inverted dropout (chapter 6 of the book, 6.4.3; Srivastava et al. 2014). In training y = x · mask, where the mask is 0
 * with probability `ratio`, else 1 / (1 − ratio). In evaluation y = x. x, y: [N, D]
 */
export class Dropout implements MatrixLayer {
  readonly params = [];
  readonly grads = [];
  readonly #engine: Engine;
  readonly #ratio: number;
  readonly #seed: number;
  readonly #stream: number;
  readonly #mask: RowBuffer;
  readonly #y: RowBuffer;
  readonly #dx: RowBuffer;
  #draw: number | undefined;

  /** number: index of this layer among the dropout layers of a net, from 0. */
  constructor(engine: Engine, ratio: number, seed = 0, number = 0) {
    this.#engine = engine;
    this.#ratio = ratio;
    this.#seed = seed;
    this.#stream = STREAMS.dropout + number;
    this.#mask = new RowBuffer(engine);
    this.#y = new RowBuffer(engine);
    this.#dx = new RowBuffer(engine);
  }

  /** Switches to training mode. The same `draw` and seed always drop the same units. */
  drop(draw: number): void {
    this.#draw = draw;
  }

  /** Switches to evaluation mode, in which no unit is dropped. */
  keep(): void {
    this.#draw = undefined;
  }

  forward(x: NdArray): NdArray {
    if (this.#draw === undefined) return x;
    const [N, D] = x.shape;
    const mask = this.#mask.view(N, D);
    this.#engine.dropoutMask(mask, this.#ratio, this.#seed, this.#stream, this.#draw);
    const y = this.#y.view(N, D);
    this.#engine.multiply(y, x, mask);
    return y;
  }

  backward(dout: NdArray): NdArray {
    if (this.#draw === undefined) return dout;
    const [N, D] = dout.shape;
    const dx = this.#dx.view(N, D);
    this.#engine.multiply(dx, dout, this.#mask.last);
    return dx;
  }
}

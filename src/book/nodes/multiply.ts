import { type Flow, multiply } from './node.js';

/** z = x y; dx = dout y, dy = dout x: each input gets the other (seed 003, `MulLayer`; seed 002, 3.4.1). */
export class Multiply<F extends Flow> {
  #inputs: { x: F; y: F } | undefined;

  forward(x: F, y: F): F {
    this.#inputs = { x, y };
    return multiply(x, y);
  }

  backward(dout: F): { dx: F; dy: F } {
    if (!this.#inputs) throw new Error('Multiply: backward before forward');
    const { x, y } = this.#inputs;
    return { dx: multiply(dout, y), dy: multiply(dout, x) };
  }
}

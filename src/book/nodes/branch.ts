import { add, type Flow } from './node.js';

/** The same value twice; the gradients of the two copies add up (seed 002, 3.4.2). */
export class Branch<F extends Flow> {
  forward(x: F): [F, F] {
    return [x, x];
  }

  backward(dout1: F, dout2: F): F {
    return add(dout1, dout2);
  }
}

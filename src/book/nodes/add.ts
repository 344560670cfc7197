import { add, type Flow } from './node.js';

/** z = x + y; the gradient goes to both inputs unchanged (seed 003, `AddLayer`; seed 002, 3.4). */
export class Add<F extends Flow> {
  forward(x: F, y: F): F {
    return add(x, y);
  }

  backward(dout: F): { dx: F; dy: F } {
    return { dx: dout, dy: dout };
  }
}

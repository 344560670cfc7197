import type { Engine } from '../engine/engine.js';
import { Activation } from './activation.js';

/** The book's `Relu`: y = max(x, 0); dx = dout where x > 0, else 0. */
export class Relu extends Activation {
  constructor(engine: Engine) {
    super(engine, 'relu');
  }
}

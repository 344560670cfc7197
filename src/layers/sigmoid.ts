import type { Engine } from '../engine/engine.js';
import { Activation } from './activation.js';

/** The book's `Sigmoid`: y = 1 / (1 + e^−x); dx = dout (1 − y) y. */
export class Sigmoid extends Activation {
  constructor(engine: Engine) {
    super(engine, 'sigmoid');
  }
}

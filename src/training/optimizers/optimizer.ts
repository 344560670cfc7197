import type { Engine } from '../../engine/engine.js';
import type { Parameters } from '../../network/network.js';

/** What turns gradients into changes of the parameters (chapter 6 of the book). */
export interface Optimizer {
  /** One step. params: those it was made for; grads: the same names, the same shapes. */
  update(params: Parameters, grads: Parameters, learningRate: number): void;
  /**
   * All it remembers from step to step, by names such as `v.W1`. The arrays keep their identity: overwrite their
   * elements with those of an earlier run, and the next step is that run's next one.
   */
  readonly state: Parameters;
}

/** Zeros of the shape of every parameter: with the letter v, `v.W1`, `v.b1` … */
export function zerosFor(engine: Engine, params: Parameters, letter: string): Parameters {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape }]) => [`${letter}.${name}`, engine.zeros(...shape)]),
  );
}

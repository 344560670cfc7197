import type { NdArray } from '../array.js';
import { type Engine, type Input, isBatch } from '../engine/engine.js';
import { Affine } from '../layers/affine.js';
import type { Layer } from '../layers/layer.js';

/** An Affine layer that takes its input size from the first batch, like Gluon's `nn.Dense(units)` (d2l, section 3.3). */
export class Dense implements Layer {
  readonly #engine: Engine;
  readonly #units: number;
  #fill: ((W: NdArray) => void) | undefined;
  #affine: Affine | undefined;

  constructor(engine: Engine, units: number) {
    this.#engine = engine;
    this.#units = units;
  }

  /** [W, b]; empty before the first forward. */
  get params(): readonly NdArray[] {
    return this.#affine?.params ?? [];
  }

  get grads(): readonly NdArray[] {
    return this.#affine?.grads ?? [];
  }

  initialise(fill: (W: NdArray) => void): void {
    this.#fill = fill;
    this.#affine?.initialise(fill);
  }

  forward(x: Input): NdArray {
    this.#affine ??= this.#create(isBatch(x) ? x.rows.width : x.shape[x.dimension - 1]);
    return this.#affine.forward(x);
  }

  backward(dout: NdArray): NdArray | null {
    if (!this.#affine) throw new Error('backward was called before forward');
    return this.#affine.backward(dout);
  }

  #create(inputs: number): Affine {
    if (!this.#fill) throw new Error('Dense: call initialise before the first forward');
    const affine = new Affine(this.#engine, this.#engine.zeros(inputs, this.#units), this.#engine.zeros(this.#units));
    affine.initialise(this.#fill);
    return affine;
  }
}

import type { NdArray } from '../array.js';
import type { Input } from '../engine/engine.js';
import type { Layer } from '../layers/layer.js';

/** Layers in a row; each gets the output of the one before. It is a layer itself (d2l 3.3, `nn.Sequential`). */
export class Sequential implements Layer {
  readonly layers: Layer[];

  constructor(layers: readonly Layer[] = []) {
    this.layers = [...layers];
  }

  /** Appends a layer. */
  add(layer: Layer): void {
    this.layers.push(layer);
  }

  /** The parameters of all layers in one list. */
  get params(): readonly NdArray[] {
    return this.layers.flatMap((layer) => layer.params);
  }

  get grads(): readonly NdArray[] {
    return this.layers.flatMap((layer) => layer.grads);
  }

  initialise(fill: (W: NdArray) => void): void {
    for (const layer of this.layers) layer.initialise?.(fill);
  }

  forward(x: Input): NdArray {
    let out = x;
    for (const layer of this.layers) out = layer.forward(out);
    return out as NdArray;
  }

  backward(dout: NdArray): NdArray | null {
    let d: NdArray | null = dout;
    for (const layer of this.layers.toReversed()) if (d) d = layer.backward(d);
    return d;
  }
}

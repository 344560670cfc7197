import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';

/** An activation function of one number, and its derivative times dout as a function of the output y. */
interface Activation {
  y(x: number): number;
  dx(dout: number, y: number): number;
}

/** Slope of leaky ReLU below zero (Maas, Hannun and Ng 2013). */
const LEAK = 0.01;

/** All activation functions. Each has a kernel in `assembly/activations.ts` and a row in `layers/activations.ts`. */
export const ACTIVATIONS = {
  /** max(x, 0) */
  relu: { y: (x) => Math.max(x, 0), dx: (dout, y) => (y > 0 ? dout : 0) },
  /** 1 / (1 + e^−x) */
  sigmoid: { y: (x) => 1 / (1 + Math.exp(-x)), dx: (dout, y) => (1 - y) * y * dout },
  /** tanh x */
  tanh: { y: (x) => Math.tanh(x), dx: (dout, y) => (1 - y * y) * dout },
  /** max(x, 0.01 x) */
  'leaky-relu': { y: (x) => (x > 0 ? x : LEAK * x), dx: (dout, y) => (y > 0 ? dout : LEAK * dout) },
  /** x where x > 0, else e^x − 1 (Clevert, Unterthiner and Hochreiter, arXiv:1511.07289) */
  elu: { y: (x) => (x < 0 ? Math.expm1(x) : x), dx: (dout, y) => (y < 0 ? (y + 1) * dout : dout) },
} satisfies Record<string, Activation>;

/** The name of an activation function, such as `relu`. */
export type ActivationName = keyof typeof ACTIVATIONS;

export function activate(name: ActivationName, y: NdArray, x: NdArray): void {
  const f = ACTIVATIONS[name];
  forEachElement([y, x], (i, j) => {
    y.data[i] = f.y(x.data[j]);
  });
}

export function activateGradient(name: ActivationName, dx: NdArray, dout: NdArray, y: NdArray): void {
  const f = ACTIVATIONS[name];
  forEachElement([dx, dout, y], (i, j, k) => {
    dx.data[i] = f.dx(dout.data[j], y.data[k]);
  });
}

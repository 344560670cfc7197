import { copy, type NdArray } from '../array.js';
import { numericalGradient } from '../gradient/numerical.js';

/** (f(x + h) − f(x − h)) / 2h, the central difference (chapter 4 of the book). */
export function numericalDerivative(f: (x: number) => number, x: number, h = 1e-4): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

/** x ← x − lr ∂f/∂x, stepNum times, from a copy of initX (chapter 4 of the book). */
export function gradientDescent(f: (x: NdArray) => number, initX: NdArray, lr = 0.01, stepNum = 100): NdArray {
  const x = copy(initX);
  for (let step = 0; step < stepNum; step++) {
    const grad = numericalGradient(f, x);
    for (let i = 0; i < x.size; i++) x.data[i] -= lr * grad.data[i];
  }
  return x;
}

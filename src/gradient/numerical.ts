import { type NdArray, offsets, zeros } from '../array.js';

/**
 * The gradient of f at x by central differences, one element at a time (seed 000, 2.2 and 2.4; seed 001): as many
 * pairs of evaluations as x has elements, of any shape. x is moved during the calls and put back.
 */
export function numericalGradient(f: (x: NdArray) => number, x: NdArray, h = 1e-4): NdArray {
  const grad = zeros(x.shape);
  for (const _ of numericalGradientSteps(() => f(x), x, grad, h));
  return grad;
}

/** The same into `grad`, pausing with the number of elements done; x is whole at every pause. */
export function* numericalGradientSteps(f: () => number, x: NdArray, grad: NdArray, h = 1e-4): Generator<number, void> {
  const outputs = offsets(grad);
  let done = 0;
  for (const place of offsets(x)) {
    const value = x.data[place];
    try {
      x.data[place] = value + h;
      const above = f();
      x.data[place] = value - h;
      const below = f();
      grad.data[outputs.next().value ?? 0] = (above - below) / (2 * h);
    } finally {
      x.data[place] = value;
    }
    yield ++done;
  }
}

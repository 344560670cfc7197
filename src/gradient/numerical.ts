import { type NdArray, offsets, zeros } from '../array.js';

/**
 * The gradient of f at x by central differences (chapter 4 of the book). x: any shape. Calls f twice for each element; changes x
 * during the calls and restores it.
 */
export function numericalGradient(f: (x: NdArray) => number, x: NdArray, h = 1e-4): NdArray {
  const grad = zeros(x.shape);
  for (const _ of numericalGradientSteps(() => f(x), x, grad, h));
  return grad;
}

/** The same into `grad`, as a generator: yields the number of finished elements, with x restored. */
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

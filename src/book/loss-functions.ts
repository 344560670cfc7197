import { array, type Labels, type NdArray, values } from '../array.js';
import { classNumbers } from '../layers/labels.js';

/**
 * `mean` (default): Σ (y − t)² / 2n over all n elements. `sum`: ½ Σ (y − t)² (chapter 4 of the book). y and t have equal shapes.
 * Throws a RangeError for other shapes.
 */
export function meanSquaredError(y: NdArray, t: NdArray, options: { reduction?: 'mean' | 'sum' } = {}): number {
  if (y.shape.join() !== t.shape.join()) {
    throw new RangeError(`meanSquaredError: y is [${y.shape}] and t is [${t.shape}], expected equal shapes`);
  }
  const targets = values(t);
  let sum = 0;
  for (const yi of values(y)) sum += (yi - targets.next().value) ** 2;
  return sum / 2 / (options.reduction === 'sum' ? 1 : y.size);
}

/**
 * −(1/N) Σ_n Σ_k t[n,k] ln(y[n,k] + epsilon) (chapter 4 of the book). y: probabilities, [N, K] or one row [K]. t: one-hot rows
 * or other distributions in the shape of y; or class numbers, [N] or a single number: −(1/N) Σ ln(y[n, t[n]] + epsilon).
 * Throws a RangeError if the number of labels does not match y, or if a label is not a class.
 */
export function crossEntropyError(y: NdArray, t: Labels | number, epsilon = 1e-7): number {
  const K = y.shape[y.dimension - 1];
  const N = y.size / K;
  const targets = typeof t === 'number' ? [t] : [...values(t)];
  if (targets.length !== y.size && targets.length !== N) {
    const expected = `expected ${N} or ${y.size}`;
    throw new RangeError(`crossEntropyError: ${targets.length} labels for y of [${y.shape}], ${expected}`);
  }
  const areClassNumbers = targets.length === N && K > 1;
  if (areClassNumbers) classNumbers(array(targets), K);
  let sum = 0;
  let i = 0;
  for (const yi of values(y)) {
    const weight = areClassNumbers ? Number(targets[Math.floor(i / K)] === i % K) : targets[i];
    if (weight !== 0) sum -= weight * Math.log(yi + epsilon);
    i++;
  }
  return sum / N;
}

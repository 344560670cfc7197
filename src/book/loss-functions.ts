import { array, type Labels, type NdArray, values } from '../array.js';
import { classNumbers } from '../layers/labels.js';

/**
 * ½ Σ (y − t)², the error of one sample (seed 001, `sum`), or divided by the number of elements: Σ (y − t)² / 2N
 * (seed 000, `mean`, the default). y and t: any one shape.
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
 * −(1/N) Σ_n Σ_k t[n,k] ln(y[n,k] + epsilon) for probabilities y: [N, K] or one row [K] (seeds 000, 001). t: of y's
 * shape, one-hot or any distribution; or class numbers [N], for one row a single number: −(1/N) Σ ln(y[n, t[n]] + epsilon).
 * Throws a RangeError for labels that do not fit y, or name no class.
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
  let place = 0;
  for (const yi of values(y)) {
    const weight = areClassNumbers ? Number(targets[Math.floor(place / K)] === place % K) : targets[place];
    if (weight !== 0) sum -= weight * Math.log(yi + epsilon);
    place++;
  }
  return sum / N;
}

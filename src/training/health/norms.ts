import { copy, type NdArray } from '../../array.js';
import type { Parameters } from '../../network/network.js';

/** √Σ x² */
export function normOf(x: NdArray): number {
  return Math.sqrt(dot(x, x));
}

/** Copies of the weight matrices W1, W2 …, without the biases. */
export function copyWeights(params: Parameters): Parameters {
  return Object.fromEntries(weightsOf(params).map(([name, W]) => [name, copy(W)]));
}

/** ‖W − before‖ of each weight matrix, under its name. */
export function distances(params: Parameters, before: Parameters): Record<string, number> {
  return Object.fromEntries(
    weightsOf(params).map(([name, W]) => {
      const other = copy(before[name]).data;
      let [sum, place] = [0, 0];
      for (const value of copy(W).data) sum += (value - other[place++]) ** 2;
      return [name, Math.sqrt(sum)];
    }),
  );
}

/** Σ x y over all elements of two arrays of one shape. */
export function dot(x: NdArray, y: NdArray): number {
  const other = copy(y).data;
  let [sum, place] = [0, 0];
  for (const value of copy(x).data) sum += value * other[place++];
  return sum;
}

function weightsOf(params: Parameters): [string, NdArray][] {
  return Object.entries(params).filter(([, { dimension }]) => dimension === 2);
}

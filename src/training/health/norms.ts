import { copy, type FloatArray, type NdArray } from '../../array.js';
import type { Parameters } from '../../network/network.js';

/** Copies of the weight matrices W1, W2 …, without the biases. */
export function copyWeights(params: Parameters): Parameters {
  return Object.fromEntries(weightsOf(params).map(([name, W]) => [name, copy(W)]));
}

/** ‖W − before‖ of each weight matrix, by name. before: from `copyWeights`. */
export function distances(params: Parameters, before: Parameters): Record<string, number> {
  return Object.fromEntries(
    weightsOf(params).map(([name, W]) => {
      const [now, then] = [copy(W).data, before[name].data];
      let sum = 0;
      for (let i = 0; i < now.length; i++) sum += (now[i] - then[i]) ** 2;
      return [name, Math.sqrt(sum)];
    }),
  );
}

/** Σ x y */
export function dot(x: FloatArray, y: FloatArray): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

function weightsOf(params: Parameters): [string, NdArray][] {
  return Object.entries(params).filter(([, { dimension }]) => dimension === 2);
}

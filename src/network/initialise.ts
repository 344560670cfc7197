import { assign, type NdArray, zeros } from '../array.js';
import type { Random } from '../random/random.js';

/**
 * The standard deviation of initial weights: a number, or a rule for layers of n inputs (chapter 6 of the book, 6.2):
 * `xavier` √(1/n) for sigmoid (Glorot and Bengio 2010), `he` √(2/n) for ReLU (He et al., arXiv:1502.01852).
 */
export type WeightStd = number | 'xavier' | 'he';

/** Fills W [in, out] with std · randn, row by row: the book's `weight_init_std * np.random.randn`, d2l's `init.Normal`. */
export function normal(std: WeightStd, random: Pick<Random, 'normal'>): (W: NdArray) => void {
  return (W) => {
    const scale = standardDeviation(std, W.shape[0]);
    const drawn = zeros(W.shape);
    for (let i = 0; i < W.size; i++) drawn.data[i] = scale * random.normal();
    assign(W, drawn);
  };
}

function standardDeviation(std: WeightStd, inputs: number): number {
  if (std === 'xavier') return Math.sqrt(1 / inputs);
  if (std === 'he') return Math.sqrt(2 / inputs);
  return std;
}

import { type NdArray, places } from '../array.js';
import type { Random } from '../random/random.js';

/**
 * Fills a weight matrix with std · randn, element by element in row-major order: the book's
 * `weight_init_std * np.random.randn(...)` and d2l's `init.Normal(sigma)` (seed 004, 4.2.3).
 */
export function normal(std: number, random: Random): (W: NdArray) => void {
  return (W) => {
    for (const place of places(W)) W.data[place] = std * random.normal();
  };
}

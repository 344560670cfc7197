import type { NdArray } from '../../array.js';
import { repeatRows, sumRows } from './rows.js';

/** The sum over axis 0 with the axis kept, [N, D] to [1, D]; the gradient goes to every row (seed 002, 3.4.4). */
export class Sum {
  #N = 0;

  forward(x: NdArray): NdArray {
    this.#N = x.shape[0];
    return sumRows(x);
  }

  backward(dout: NdArray): NdArray {
    return repeatRows(dout, this.#N);
  }
}

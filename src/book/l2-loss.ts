import ndarray from 'ndarray';
import { copy, type NdArray } from '../array.js';

/**
 * ½ (ŷ − y)² of each sample; ŷ, y: [N, 1], loss: [N]. backward returns ŷ − y, the gradient of the sum; `Trainer.step` divides
 * by the batch size (d2l, section 3.3, `gloss.L2Loss`).
 */
export class L2Loss {
  #difference: NdArray | undefined;

  /** The loss of each sample. */
  forward(yHat: NdArray, y: NdArray): NdArray {
    if (yHat.size !== y.size) throw new RangeError(`L2Loss: ${yHat.size} predictions for ${y.size} targets`);
    const difference = copy(yHat);
    const targets = copy(y);
    for (let n = 0; n < difference.size; n++) difference.data[n] -= targets.data[n];
    this.#difference = difference;
    return ndarray(
      difference.data.map((d) => (d * d) / 2),
      [yHat.shape[0]],
    );
  }

  /** ŷ − y. Throws before the first forward. */
  backward(): NdArray {
    if (!this.#difference) throw new Error('backward was called before forward');
    return this.#difference;
  }
}

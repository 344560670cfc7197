import ndarray from 'ndarray';
import type { Labels } from '../array.js';

/**
 * Converts labels to class numbers [N]. t: class numbers [N] or one-hot rows [N, classes]; N: the expected number of
 * labels. Throws a RangeError if a class number or N is wrong, or a row is not one-hot.
 */
export function classNumbers(t: Labels, classes: number, N = t.shape[0]): Labels {
  if (t.shape[0] !== N) throw new RangeError(`${t.shape[0]} labels for ${N} samples`);
  if (t.dimension === 1) {
    for (let n = 0; n < t.shape[0]; n++) {
      const label = t.get(n);
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new RangeError(`label ${n} is ${label}, expected a class number of 0 … ${classes - 1}`);
      }
    }
    return t;
  }
  if (t.dimension !== 2 || t.shape[1] !== classes) {
    throw new RangeError(`labels are [${t.shape}], expected [N] class numbers or [N, ${classes}] one-hot rows`);
  }
  const numbers = new Uint32Array(t.shape[0]);
  for (let n = 0; n < t.shape[0]; n++) {
    let ones = 0;
    for (let k = 0; k < classes; k++) {
      if (t.get(n, k) === 1) {
        numbers[n] = k;
        ones++;
      } else if (t.get(n, k) !== 0) ones = Number.NaN;
    }
    if (ones !== 1) throw new RangeError(`row ${n} of the labels is not one-hot: expected a single 1 among zeros`);
  }
  return ndarray(numbers, [t.shape[0]]);
}

/** Class numbers [N] as one-hot rows [N, classes], the book's `_change_one_hot_label`. Throws like classNumbers. */
export function oneHot(t: Labels, classes: number): Labels {
  const numbers = classNumbers(t, classes);
  const rows = ndarray(new Uint8Array(numbers.size * classes), [numbers.size, classes]);
  for (let n = 0; n < numbers.size; n++) rows.set(n, numbers.get(n), 1);
  return rows;
}
